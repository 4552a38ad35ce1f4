import Foundation

/// Replaces what changes from run to run by placeholders, and nothing else: counts, statuses, places in files, ids that a
/// test has chosen and moments of the past stay as they are.
struct TranscriptNormalizer {
  /// When the tests started, less what the clock of a local server may be slow by.
  private static let started = Date().addingTimeInterval(-600)
  /// How long after now a moment of the run may be, in seconds, such as the end of a rate-limit window.
  private static let forecast: TimeInterval = 3600

  /// Texts that are known beforehand, the longest first.
  private let literals: [(text: String, placeholder: String)]
  /// The port of the org's local server.
  private let port: String?
  /// Ids that the org or writ made, in the order of their first appearance, by kind.
  private var numbers: [String: [String]] = [:]

  init(org: String?, folder: String?, checkout: String) {
    port = org.flatMap { URL(string: $0)?.port }.map(String.init)
    let known = [(org, "<org>"), (folder, "<folder>"), (checkout, "<checkout>"), (TestApp.clientID, "<client>")]
    literals = known.compactMap { text, placeholder in text.map { ($0, placeholder) } }
      .sorted { $0.0.utf8.count > $1.0.utf8.count }
  }

  /// The text with placeholders. Numbered ones, such as `<request 2>`, stand for the same thing in all later texts.
  mutating func normalized(_ text: String) -> String {
    var text = literals.reduce(text) { $0.replacing($1.text, with: $1.placeholder) }
    text = places(in: text)
    text = moments(in: text)
    text = durations(in: days(in: text))
    return identifiers(in: text)
  }

  /// Temporary folders, of which only writ's home folder is not named before, ports that the system picked, and processes.
  private func places(in text: String) -> String {
    words(in: text).replacing(/[^\s"]*\/writ-tests-[0-9A-F-]{36}/, with: "<home>")
      .replacing(/\b127\.0\.0\.1:\d{4,5}\b/, with: "127.0.0.1:<port>")
      .replacing(/\bfault seed \d+/, with: "fault seed <seed>")
      .replacing(/\blocalhost:\d{4,5}\b/, with: "localhost:<port>")
      .replacing(/\bprocess \d+ on [^\s,;:]+/, with: "process <pid> on <host>")
      .replacing(/"processId": \d+/, with: #""processId": <pid>"#)
      .replacing(/"host": "[^"]+"/, with: #""host": "<host>""#)
  }

  /// The org's port where it stands alone.
  private func words(in text: String) -> String {
    text.replacing(/\b\d{4,5}\b/) { $0.output == port ?? "" ? "<port>" : String($0.output) }
  }

  private func moments(in text: String) -> String {
    text.replacing(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?<fraction>\.\d+)?Z/) { match in
      let written = String(match.output.0)
      let seconds = match.fraction.map { written.replacing($0, with: "") } ?? written
      guard let moment = try? Date(seconds, strategy: .iso8601) else { return written }
      return Self.isOfThisRun(moment) ? "<time>" : written
    }
  }

  /// The day since when a request waits: today.
  private func days(in text: String) -> String {
    text.replacing(/(?<start>since )\d{4}-\d{2}-\d{2}(?<end>  )/) { "\($0.start)<today>\($0.end)" }
  }

  /// How long a run took, where its last line says so, and when a rate-limit window ends; forecasts and limits stay.
  private func durations(in text: String) -> String {
    text.replacing(/(?<start>(?:Applied|Canceled): .* in )(\d+ h )?(\d+ min ?)?(\d+ m?s)?(?<end> \(|\.\n)/) { match in
      "\(match.start)<duration>\(match.end)"
    }
    .replacing(/\bends in (\d+ h ?)?(\d+ min ?)?(\d+ s)?\b/, with: "ends in <duration>")
    .replacing(/"seconds":[0-9.e-]+}/, with: #""seconds":<duration>}"#)
  }

  private mutating func identifiers(in text: String) -> String {
    var numbers = numbers
    func number(_ id: Substring, _ kind: String) -> String {
      let known = numbers[kind, default: []]
      let index = known.firstIndex(of: String(id)) ?? known.count
      if index == known.count { numbers[kind, default: []].append(String(id)) }
      return "<\(kind) \(index + 1)>"
    }
    let result =
      text
      // An org's ids begin with the moment at which they were made, in seconds.
      .replacing(/\b(?<seconds>[0-9a-f]{8})[0-9a-f]{16}\b/) { match in
        let seconds = TimeInterval(UInt32(match.seconds, radix: 16) ?? 0)
        return Self.isOfThisRun(Date(timeIntervalSince1970: seconds))
          ? number(match.output.0, "request") : String(match.output.0)
      }
      .replacing(/\b\d{8}T\d{6}-[0-9a-f]{4}\b/) { number($0.output, "run") }
      .replacing(/\b[0-9a-f]{64}\b/) { number($0.output, "digest") }
      .replacing(/\b[0-9a-f]{32}\b/, with: "<call>")
    self.numbers = numbers
    return result
  }

  /// Whether a moment belongs to this run of the tests. One that a test has chosen lies before all of them: were it within
  /// a day of now, a transcript would change once that day is over.
  private static func isOfThisRun(_ moment: Date) -> Bool {
    moment > started && moment.timeIntervalSinceNow < forecast
  }
}
