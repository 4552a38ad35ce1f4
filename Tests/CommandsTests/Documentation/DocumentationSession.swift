import Foundation
import Testing

/// The sessions of a page, run in a folder of their own: `$ writ plan …` and the output that the page shows after it.
///
/// - Blocks run in order, in one shell as it were: variables, files and `$?` stay. The folder holds `examples/` and
///   each block with a file's name (```` ```yaml requests.yaml ````).
/// - `$ writ serve …` starts a server that lives until the end of the page or the next one. It listens on a free port, while
///   the page shows port 8080.
/// - A line `…` stands for any number of lines.
/// - What changes from run to run (`TranscriptNormalizer`) may differ from the page, and so may the order of actions that ran at
///   once.
///
/// `WRIT_UPDATE_GOLDENS=1` writes the output of commands that differs into the page.
final class DocumentationSession {
  /// A command and the lines of the page that show its output.
  private struct Step {
    var command: String
    var range: Range<Int>
  }

  private static let shownAddress = "127.0.0.1:8080"

  private var page: DocumentationPage
  private let shell: ScratchFolder
  private let work: ScratchFolder
  private var server: StartedWrit?
  private var address = shownAddress
  private var status: Int32 = 0

  /// Makes the folder and its files; nothing runs yet.
  init(_ page: DocumentationPage) throws {
    self.page = page
    shell = try ScratchFolder()
    work = try ScratchFolder()
    try FileManager.default.copyItem(
      at: WritProgram.checkout.appending(path: "examples"), to: work.url.appending(path: "examples"))
    try FileManager.default.createSymbolicLink(
      at: shell.url.appending(path: "writ"), withDestinationURL: WritProgram.url)
    try shell.file("variables")
    for block in page.blocks {
      if let title = block.title, title.contains(".") { try work.file(title, page.text(of: block)) }
    }
  }

  /// Runs all sessions of the page, and expects their output.
  func check() async throws {
    do {
      var changes: [(range: Range<Int>, lines: [String])] = []
      for step in steps() {
        let actual = try await run(step.command)
        let expected = Array(page.lines[step.range])
        guard !Self.matches(Self.ordered(expected), Self.ordered(actual)) else { continue }
        changes.append((step.range, Self.updated(expected, actual)))
        #expect(
          Golden.isUpdating, "\(page.path):\(step.range.lowerBound): \(step.command)\n\(actual.joined(separator: "\n"))"
        )
      }
      if Golden.isUpdating, !changes.isEmpty { try write(changes) }
    } catch {
      try await endServer()
      throw error
    }
    try await endServer()
  }

  private func steps() -> [Step] {
    page.blocks.filter { $0.language == "console" }.flatMap { block in
      var steps: [Step] = []
      for index in block.range {
        let line = page.lines[index]
        if line.hasPrefix("$ ") {
          steps.append(Step(command: String(line.dropFirst(2)), range: index + 1..<index + 1))
        } else if let last = steps.indices.last, steps[last].range.isEmpty, steps[last].command.hasSuffix("\\") {
          steps[last].command += "\n" + line
          steps[last].range = index + 1..<index + 1
        } else if let last = steps.indices.last {
          steps[last].range = steps[last].range.lowerBound..<index + 1
        }
      }
      return steps
    }
  }

  /// The output of a command, line by line, as the page may show it.
  private func run(_ command: String) async throws -> [String] {
    if command.hasPrefix("writ serve") { return [try await serve(command)] }
    let script = """
      exec 2>&1; set -a
      PATH='\(shell.url.path)':$PATH
      . '\(shell.path("variables"))'
      (exit \(status))
      \(command.replacing(Self.shownAddress, with: address))
      status=$?
      export -p >'\(shell.path("variables"))'
      exit $status
      """
    let run = try await WritProgram.run(list: [], folder: work.url, shell: script)
    status = run.status
    let output = run.output.replacing(address, with: Self.shownAddress)
    return output.isEmpty ? [] : output.dropLast(output.hasSuffix("\n") ? 1 : 0).components(separatedBy: "\n")
  }

  private func serve(_ command: String) async throws -> String {
    try await endServer()
    let words = command.split(separator: " ").map(String.init).filter { $0 != "&" }.dropFirst(2)
    var arguments = Array(words)
    if let port = arguments.firstIndex(of: "--port") { arguments.removeSubrange(port...port + 1) }
    let started = try StartedWrit(["serve", "--port", "0"] + arguments, environment: [:], folder: work.url)
    server = started
    try await eventually { try started.outputSoFar().hasSuffix("\n") || !started.isRunning }
    let (line, error) = (try started.outputSoFar(), try started.errorSoFar())
    let match = try #require(
      line.firstMatch(of: /listening on http:\/\/(?<address>127\.0\.0\.1:\d+)/), "\(command): \(error)")
    address = String(match.address)
    return "listening on http://\(Self.shownAddress)"
  }

  private func endServer() async throws {
    guard let server else { return }
    server.signal(SIGINT)
    _ = try await server.end()
    self.server = nil
  }

  /// The lines, with those of actions that follow one another (`created …`, `messaged …`) in the order of what they name.
  private static func ordered(_ lines: [String]) -> [String] {
    func isAction(_ line: String) -> Bool { line.hasPrefix("created ") || line.hasPrefix("messaged ") }
    func subject(_ line: String) -> String { line.replacing(/\ \ request \S+/, with: "") }
    var ordered: [String] = []
    var rest = lines[...]
    while let first = rest.first {
      let actions = rest.prefix { isAction($0) }
      ordered += actions.isEmpty ? [first] : actions.sorted { subject($0) < subject($1) }
      rest = rest.dropFirst(max(1, actions.count))
    }
    return ordered
  }

  /// Whether the output is what the page shows, but for what changes from run to run.
  private static func matches(_ expected: [String], _ actual: [String]) -> Bool {
    guard let gap = expected.firstIndex(of: "…") else {
      return expected.count == actual.count && zip(expected, actual).allSatisfy(isSame)
    }
    let tail = Array(expected[(gap + 1)...])
    guard actual.count >= gap + tail.count, zip(expected[..<gap], actual).allSatisfy(isSame) else { return false }
    // A second gap lets the tail begin anywhere.
    let starts = tail.contains("…") ? Array(gap...actual.count) : [actual.count - tail.count]
    return starts.contains { matches(tail, Array(actual[$0...])) }
  }

  private static func isSame(_ shown: String, _ actual: String) -> Bool {
    if shown == actual { return true }
    var normalizer = TranscriptNormalizer(org: nil, folder: nil, checkout: WritProgram.checkout.path)
    let pattern = NSRegularExpression.escapedPattern(for: String(normalizer.normalized(actual + "\n").dropLast()))
      .replacing(/<(request|run|digest|call|time|duration|port|pid|host|client|home|folder)(\\? \d+)?>/, with: ".+")
    guard let regex = try? Regex(pattern) else { return false }
    return shown.wholeMatch(of: regex) != nil
  }

  /// The output, cut where the page cut the former one.
  private static func updated(_ expected: [String], _ actual: [String]) -> [String] {
    guard let gap = expected.firstIndex(of: "…"), let end = expected.lastIndex(of: "…") else { return actual }
    let tail = expected.count - end - 1
    return actual.count <= gap + tail ? actual : actual.prefix(gap) + ["…"] + actual.suffix(tail)
  }

  private func write(_ changes: [(range: Range<Int>, lines: [String])]) throws {
    // From the last to the first, so that new lines do not move the ranges that are still needed.
    for change in changes.reversed() { page.lines.replaceSubrange(change.range, with: change.lines) }
    let text = page.lines.joined(separator: "\n")
    try Data(text.utf8).write(to: WritProgram.checkout.appending(path: page.path))
  }
}
