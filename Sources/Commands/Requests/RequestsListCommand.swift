package import ArgumentParser
import Foundation
import OktaClient
import OktaWire
import Model
import Throttling

/// `writ requests list`: one page, or all of them as one object.
package struct RequestsListCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the org's access requests.",
    discussion: """
      Prints one page as the API sends it. With --all it follows every page and prints one object with all of them.

      Example: writ requests list --order-by 'created desc' --limit 10
      """)

  @Option(
    name: .long,
    help: ArgumentHelp("Only requests that match, such as 'requestStatus eq \"OPEN\"'.", valueName: "expression"))
  var filter: String?

  @Option(
    name: .long,
    help: ArgumentHelp("created or lastUpdated, then asc or desc, such as 'created desc'.", valueName: "order"))
  var orderBy: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Requests a page, from 1 to 200. (default: the API's own, or 200 with --all)", valueName: "number"))
  var limit: Int?

  @Option(name: .long, help: ArgumentHelp("Start after this request.", valueName: "id"))
  var after: String?

  @Flag(name: .long, help: "Follow every page.")
  var all = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup package var global: GlobalOptions

  package init() {}

  package func validate() throws {
    // Contract parameter `limit-2`.
    if let limit, !(1...200).contains(limit) { throw ValidationError("--limit takes a number from 1 to 200") }
  }

  /// Prints one page, or every page with `--all`. Throws where a reply is not a page of requests.
  package func run(in environment: Environment, console: Console) async throws {
    let parameters = ListParameters(filter: filter, after: after, limit: limit ?? (all ? 200 : nil), orderBy: orderBy)
    try await SingleCall.with(
      connection, state: try global.stateLocation(in: environment), in: environment, console: console
    ) { calls in
      if all {
        try await printAll(from: .listRequests(parameters), calls, console)
      } else {
        let reply = try await calls.send(.listRequests(parameters), as: .listRequests)
        guard ListPage.links(in: reply.body) != nil else { throw noPage }
        console.result(reply)
      }
    }
  }

  /// Each page's items are printed as they come, with the API's own bytes.
  private func printAll(from first: APICall, _ calls: SingleCall, _ console: Console) async throws {
    var (isOpen, hasItems) = (false, false)
    try await PageTrail.follow { link in
      let call = link.map(APICall.page) ?? first
      let reply = try await calls.send(call, as: .listRequests)
      guard let items = ListPage.items(in: reply.body), let links = ListPage.links(in: reply.body) else {
        throw noPage
      }
      if !isOpen { console.result("{\"data\":[") }
      isOpen = true
      if !items.isEmpty {
        console.result(hasItems ? "," : "")
        console.result(items)
        hasItems = true
      }
      let next = try next(reply, links, after: call)
      return FollowedPage(next: console.isOutputClosed ? nil : next, items: items.isEmpty ? [] : [items])
    } restart: { _ in
      false
    } endless: {
      $0
    }
    console.result("],\"_links\":{}}\n")
  }

  private var noPage: CommandError { CommandError(.failure, "the org's reply is not a page of requests") }

  private func next(_ reply: RawReply, _ links: PageLinks, after call: APICall) throws -> PageLink? {
    do throws(NextLinkError) {
      return try NextLink.find(headers: reply.headers, body: links.next, current: call.pathAndQuery)
    } catch {
      throw CommandError(.failure, reply.shown(error.text))
    }
  }
}
