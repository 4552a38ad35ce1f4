import Foundation
import Synchronization
import Testing

/// Runs of `writ` as a person sees them, compared with a file of `Tests/CommandsTests/Transcripts`:
///
///     $ writ plan m.yaml
///     status: 3
///     stderr:
///       m.yaml:6:13: error[unknown-user]: …
///
/// A status of 0 and a stream without output are left out. What changes from run to run stands as a placeholder
/// (`TranscriptNormalizer`). Words of messages belong here, so that rewording them is one command
/// (`WRIT_UPDATE_GOLDENS=1 swift test`) and a diff to read. Whatever must not change with the words, such as a status or
/// what the org has counted, a test expects in its own code as well.
final class Transcript: Sendable {
  private struct State {
    var text = ""
    var normalizer: TranscriptNormalizer
  }

  private let name: String
  private let environment: [String: String]
  private let folder: URL
  private let state: Mutex<State>

  /// `name` is the file's, without `.txt`. Commands run in `folder`, or else in the checkout, and see only `environment`.
  init(_ name: String, in folder: ScratchFolder? = nil, environment: [String: String] = [:]) {
    self.name = name
    self.environment = environment
    self.folder = folder?.url ?? WritProgram.checkout
    state = Mutex(
      State(
        normalizer: TranscriptNormalizer(
          org: environment["OKTA_CLIENT_ORGURL"], folder: folder?.url.path, checkout: WritProgram.checkout.path)))
  }

  /// One for commands against a local server.
  convenience init(_ name: String, of org: ServedOrg, in folder: ScratchFolder? = nil) {
    self.init(name, in: folder, environment: org.environment)
  }

  /// Runs a command and records it.
  @discardableResult
  func run(
    _ arguments: String..., environment more: [String: String] = [:], input: String = ""
  ) async throws -> WritProgram.Run {
    try await run(list: arguments, environment: more, input: input)
  }

  /// `more` is added to the environment of all commands.
  @discardableResult
  func run(
    list arguments: [String], environment more: [String: String] = [:], input: String = ""
  ) async throws -> WritProgram.Run {
    let run = try await WritProgram.run(
      list: arguments, environment: environment.merging(more) { $1 }, input: input, folder: folder)
    record(run, of: arguments)
    return run
  }

  /// Records a run that a test started by itself.
  func record(_ run: WritProgram.Run, of arguments: [String]) {
    let command = "$ writ \(arguments.map(Self.quoted).joined(separator: " "))\n"
    let status = run.isSignalled ? "signal: \(run.status)\n" : run.status == 0 ? "" : "status: \(run.status)\n"
    let step = command + status + Self.stream("stdout", run.output) + Self.stream("stderr", run.error)
    add(step)
  }

  /// Records a line that says what the next command is about.
  func note(_ text: String) { add("# \(text)\n") }

  /// Compares what was recorded with the file. No transcript holds the token of a local server.
  func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let text = state.withLock(\.text)
    #expect(!text.contains(ServedOrg.token), sourceLocation: sourceLocation)
    try Golden.check(text, "\(name).txt", in: "Transcripts", sourceLocation: sourceLocation)
  }

  private func add(_ step: String) {
    state.withLock { state in
      let isAfterNote = state.text.isEmpty || state.text.split(separator: "\n").last?.hasPrefix("# ") == true
      state.text += (isAfterNote ? "" : "\n") + state.normalizer.normalized(step)
    }
  }

  /// A stream's text, indented, so that no line of it can be taken for one of the transcript.
  private static func stream(_ name: String, _ text: String) -> String {
    guard !text.isEmpty else { return "" }
    let isWhole = text.hasSuffix("\n")
    let lines = (isWhole ? text.dropLast() : text[...]).split(separator: "\n", omittingEmptySubsequences: false)
    return "\(name)\(isWhole ? "" : " (no line end)"):\n"
      + lines.map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  /// An argument as a shell takes it.
  private static func quoted(_ argument: String) -> String {
    argument.wholeMatch(of: /[A-Za-z0-9_@%+=:,.\/~-]+/) != nil
      ? argument : "'\(argument.replacing("'", with: "'\\''"))'"
  }
}
