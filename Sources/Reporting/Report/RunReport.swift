package import Foundation
package import Model
package import Planning

/// What a command was run for and what came of it: each report is a pure function of this value.
package struct RunReport: Hashable, Sendable {
  /// One number of the run's last line.
  package struct Count: Hashable, Sendable {
    /// The key that it has in JSON: `messaged`.
    package var key: String
    /// What is counted, as a person reads it after the number: `messages sent`.
    package var label: String
    /// How many there are.
    package var number: Int

    /// `label` is the key itself where none is given.
    package init(_ key: String, _ number: Int, label: String? = nil) {
      self.key = key
      self.label = label ?? key
      self.number = number
    }

    /// `504 created`
    package var text: String { "\(CountText.number(number)) \(label)" }
  }

  /// Why the command ended as it did, where that was said as an error.
  package struct Failure: Hashable, Sendable {
    /// Lower case, without a final period; one line for each problem.
    package var message: String
    /// What to do about it.
    package var hint: String?

    package init(message: String, hint: String?) {
      self.message = message
      self.hint = hint
    }
  }

  /// The command's name without `writ`: `apply`.
  package var command: String
  /// The version of Writ.
  package var version: String
  /// The org as `https://host`; `nil` where none was asked.
  package var orgURL: String?
  /// The run's name in the journal; `nil` for what the journal does not record.
  package var run: String?
  /// When the command began, by our clock.
  package var began: Date
  /// When it ended, by our clock; `nil` where that is not known.
  package var ended: Date?
  /// The exit status; `nil` where that is not known.
  package var exitStatus: Int?
  /// The error that it ended with.
  package var failure: Failure?
  /// The last line that people read, such as `Applied: 504 created, …`; `nil` where the command ended before it.
  package var summary: String?
  /// The numbers of the last line and no others, in its order; empty where there is no such line.
  package var counts: [Count]
  /// One for each declaration, in the order of the manifests.
  package var rows: [ReportRow]
  /// What is wrong with the manifests, by themselves or in this org.
  package var findings: [Diagnostic]
  /// How many findings there are beyond those.
  package var findingsLeftOut: Int
  /// Declarations for which the org has several requests.
  package var duplicates: [DuplicateRequests]
  /// What else a reader has to know, such as what could not be read: lower case, without a final period.
  package var notes: [String]
  /// Where the paths of a CI system start.
  package var sourceRoot = SourceRoot()

  package init(
    command: String, version: String, began: Date, ended: Date? = nil, exitStatus: Int? = nil, orgURL: String? = nil,
    run: String? = nil, failure: Failure? = nil, summary: String? = nil, counts: [Count] = [],
    rows: [ReportRow] = [], findings: [Diagnostic] = [], findingsLeftOut: Int = 0,
    duplicates: [DuplicateRequests] = [], notes: [String] = []
  ) {
    self.command = command
    self.version = version
    self.orgURL = orgURL
    self.run = run
    self.began = began
    self.ended = ended
    self.exitStatus = exitStatus
    self.failure = failure
    self.summary = summary
    self.counts = counts
    self.rows = rows
    self.findings = findings
    self.findingsLeftOut = findingsLeftOut
    self.duplicates = duplicates
    self.notes = notes
  }

  /// The counts that are shown: the first two, and those that are not 0.
  var shownCounts: [Count] { counts.enumerated().filter { $0.offset < 2 || $0.element.number > 0 }.map(\.element) }

  /// What the last line of a report for people says: by what, which run, when, how long, how it ended.
  var footParts: [String] {
    let seconds = ended.map { CountText.duration(seconds: $0.timeIntervalSince(began)) }
    let parts = [
      "writ \(version)", run.map { "run \($0)" }, began.formatted(.iso8601), seconds,
      exitStatus.map { "exit status \($0)" },
    ]
    return parts.compactMap(\.self)
  }

  /// `writ plan of https://example.okta.com`, the title of a report.
  package var title: String { ["writ \(command)", orgURL].compactMap(\.self).joined(separator: " of ") }
}
