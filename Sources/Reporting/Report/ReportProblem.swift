import Foundation
package import Model

/// Something that a CI system shows at a line of a manifest: a finding, or why declarations of an entry were not done.
package struct ReportProblem: Hashable, Sendable {
  /// Whether it makes the command fail.
  package var severity: Diagnostic.Severity
  /// A finding's code, or a row's status.
  package var rule: String
  /// One sentence, lower case, without a final period.
  package var message: String
  /// The likely fix, where there is one.
  package var hint: String?
  /// The file, as the user named it.
  package var file: String
  /// The text that is the problem.
  package var range: SourceRange

  /// The same for the same problem in every run, wherever it stands in its file.
  var fingerprint: String { FNV1a.hash(of: [rule, file, message]).digits(16, radix: 16) }

  /// The message, and the hint after it.
  var text: String { [message, hint].compactMap(\.self).joined(separator: "; ") }
}

extension RunReport {
  /// Errors before warnings, each in the order of the manifests.
  package var problems: [ReportProblem] {
    let all = findings.map(ReportProblem.init) + rowProblems
    return all.filter { $0.severity == .error } + all.filter { $0.severity == .warning }
  }

  /// One for each entry and reason, at the first of its declarations; what a finding reports is left out.
  private var rowProblems: [ReportProblem] {
    var problems: [ReportProblem] = []
    var indices: [[String?]: Int] = [:]
    var counts: [Int] = []
    let reported = Set(findings.map { [$0.file, $0.message] })
    for row in rows where row.standing == .failed || row.standing == .unknown {
      guard let place = row.place, !reported.contains([place.file, Self.firstProblem(row.reason)]) else { continue }
      let group = [row.status, place.file, row.name, row.subject, row.reason]
      if let index = indices[group] {
        counts[index] += 1
      } else {
        indices[group] = problems.count
        counts.append(1)
        problems.append(ReportProblem(row, at: place))
      }
    }
    for (index, count) in counts.enumerated() where count > 1 {
      problems[index].message += " (and \(CountText.number(count - 1)) more of this entry)"
    }
    return problems
  }

  /// A plan's reason has the message of an entry's first finding, and counts the others: `… (and 2 more)`.
  private static func firstProblem(_ reason: String?) -> String {
    let reason = reason ?? ""
    return reason.hasSuffix(" more)")
      ? reason.components(separatedBy: " (and ").dropLast().joined(separator: " (and ") : reason
  }
}

extension ReportProblem {
  fileprivate init(_ finding: Diagnostic) {
    self.init(
      severity: finding.severity, rule: finding.code.rawValue, message: finding.message, hint: finding.hint,
      file: finding.file, range: finding.range)
  }

  fileprivate init(_ row: ReportRow, at place: SourcePlace) {
    let reason = row.reason.map { ": \($0)" } ?? ""
    self.init(
      severity: .error, rule: row.status, message: "\(row.label), \(row.person): \(row.status)\(reason)", hint: nil,
      file: place.file, range: SourceRange(at: place.mark))
  }
}
