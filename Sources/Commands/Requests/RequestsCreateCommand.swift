package import ArgumentParser
import OktaClient
import OktaWire
import Reporting
import Model

/// `writ requests create`: makes one request, each time it is run.
package struct RequestsCreateCommand: WritCommand {
  /// `ID=VALUE`, or `ID=[VALUE]` for a SELECT field.
  struct Field: ExpressibleByArgument {
    var id: String
    var value: FieldValueBody

    init?(argument: String) {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else { return nil }
      id = String(parts[0])
      let text = parts[1]
      value =
        text.hasPrefix("[") && text.hasSuffix("]") && text.utf8.count >= 2
        ? .selection([String(text.dropFirst().dropLast())]) : .string(String(text))
    }
  }

  package static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Create one access request (not idempotent).",
    discussion: """
      The API cannot distinguish a repeated call from a new one. Use a manifest and writ apply where a request should exist once.

      Example: writ requests create --type 08ab2db568c7c300079fefd0 --subject 'I need access to Salesforce'
      """)

  @Option(name: .long, help: ArgumentHelp("The id of the request type.", valueName: "id"))
  var type: String

  @Option(name: .long, help: ArgumentHelp("The subject, up to 250 characters.", valueName: "text"))
  var subject: String

  @Option(
    name: .long, help: ArgumentHelp("The user who requests. (default: the token's own user)", valueName: "id"))
  var user: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "The answer to a field; write [VALUE] for a SELECT field (repeatable).",
      valueName: "id=value"))
  var field: [Field] = []

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  /// `true`: it creates a request.
  package var changesThings: Bool { true }

  package init() {}

  /// Sends one create and prints the reply. Throws the exit status `.rejected` where the org refuses it, and `.ambiguous`
  /// where it may have been processed.
  package func run(in environment: Environment, console: Console) async throws {
    let body = CreateBody(
      requestTypeId: type, subject: subject, requesterUserIds: user.map { [$0] },
      requesterFieldValues: field.isEmpty ? nil : field.map { CreateBody.Answer(id: $0.id, value: $0.value) })
    try await SingleCall.with(
      connection, state: try global.stateLocation(in: environment), in: environment, console: console
    ) { calls in
      let reply = try await calls.write(.createRequest(body), as: .createRequest)
      try check(reply)
      console.result(reply)
    }
  }

  /// Throws where the reply is not about the request that was sent: it proves nothing then.
  private func check(_ reply: RawReply) throws(CommandError) {
    guard let found = try? WireJSON.decode(RequestBody.self, from: reply.body) else {
      throw .unknownOutcome(
        "the org answers \(reply.status), but not with the request that was made", of: .createRequest)
    }
    let key = RequestKey(
      requestTypeID: RequestTypeID(fromOrg: type), requester: user.map(UserID.init(fromOrg:)), subject: subject)
    guard key.isAnswered(by: found.existingRequest(isRetrieved: true)) else {
      let text =
        "the org answers \(reply.status) with another request than the one that was sent: id \(found.id.terminalSafe), "
        + "request type \(found.requestTypeId.terminalSafe), subject \(found.subject.terminalSafe)"
      throw .unknownOutcome(reply.shown(text), of: .createRequest)
    }
  }
}
