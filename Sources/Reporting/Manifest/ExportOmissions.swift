import Manifests
import Model

/// What an export leaves out, counted by reason, with an example of each.
struct ExportOmissions {
  private struct Count {
    var number = 0
    var example: RequestID
  }

  private var requestCounts: [String: Count] = [:]
  private var answerCounts: [String: Count] = [:]

  /// How many requests are left out.
  var requests: Int { requestCounts.values.reduce(0) { $0 + $1.number } }

  mutating func add(_ request: RequestID, _ reason: String) {
    requestCounts[reason, default: Count(example: request)].number += 1
  }

  mutating func add(answerOf request: RequestID, _ reason: String) {
    answerCounts[reason, default: Count(example: request)].number += 1
  }

  /// One line for each reason; empty where nothing was left out.
  var comment: String {
    let lines = Self.lines(requestCounts, "request") + Self.lines(answerCounts, "answer")
    return lines.isEmpty
      ? "" : YAMLComment.lines((["Left out, since a manifest cannot hold them:"] + lines).joined(separator: "\n"))
  }

  private static func lines(_ counts: [String: Count], _ what: String) -> [String] {
    counts.sorted { ($1.value.number, $0.key) < ($0.value.number, $1.key) }.map { reason, count in
      "  \(CountText.noun(count.number, what)): \(reason), such as request \(count.example.text)"
    }
  }
}
