import Foundation
import Model
import OrderedCollections

/// `--report sarif:FILE`: the problems as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for GitHub's code
/// scanning among others.
package enum ReportSARIF {
  /// GitHub shows as many of a run: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
  private static let maximumResults = 5_000

  /// The whole log, ending with a line end.
  package static func text(_ report: RunReport) -> String {
    OrderedJSON.object([
      "$schema": .string("https://json.schemastore.org/sarif-2.1.0.json"),
      "version": .string("2.1.0"),
      "runs": .array([run(report)]),
    ]).document + "\n"
  }

  private static func run(_ report: RunReport) -> OrderedJSON {
    let problems = report.problems
    let shown = problems.prefix(maximumResults)
    let rules = OrderedDictionary(shown.map { ($0.rule, $0) }) { first, _ in first }
    var known: [String: Int] = [:]
    let results = shown.map { problem in
      known[problem.fingerprint, default: 0] += 1
      let number = known[problem.fingerprint] ?? 1
      return result(
        problem, rules.index(forKey: problem.rule) ?? 0, "\(problem.fingerprint):\(number)", report.sourceRoot)
    }
    return .object([
      .init("tool", .object(["driver": driver(report, rules)])),
      .init("columnKind", .string("unicodeCodePoints")),
      .init(
        "invocations", .array([invocation(report, leftOut: problems.count - shown.count + report.findingsLeftOut)])),
      .init("results", .array(results)),
    ])
  }

  private static func driver(
    _ report: RunReport, _ rules: OrderedDictionary<String, ReportProblem>
  ) -> OrderedJSON {
    .object([
      "name": .string("writ"),
      "version": .string(report.version),
      "rules": .array(rules.values.map(rule)),
    ])
  }

  /// What the rule is about; how to fix it is what its first problem says.
  private static func rule(_ first: ReportProblem) -> OrderedJSON {
    let name = first.rule.replacing("-", with: " ")
    return .object([
      "id": .string(first.rule),
      "shortDescription": text(name),
      "help": text(first.hint ?? name),
      "defaultConfiguration": .object(["level": .string(first.severity.rawValue)]),
    ])
  }

  private static func invocation(_ report: RunReport, leftOut: Int) -> OrderedJSON {
    let more = leftOut > 0 ? ["\(CountText.noun(leftOut, "more problem")) not listed"] : []
    let notes = [report.failure?.message, report.summary].compactMap(\.self) + report.notes + more
    let members: [(String, OrderedJSON?)] = [
      ("executionSuccessful", .bool(report.exitStatus.map { $0 == 0 || $0 == 2 } ?? false)),
      ("exitCode", report.exitStatus.map { .integer($0) }),
      ("startTimeUtc", .string(report.began.formatted(.iso8601))),
      ("endTimeUtc", report.ended.map { .string($0.formatted(.iso8601)) }),
      (
        "toolExecutionNotifications",
        .array(notes.map { .object(["level": .string("note"), "message": text($0)]) })
      ),
    ]
    // A key without a value is not valid there.
    return .object(members.compactMap { key, value in value.map { OrderedJSON.Member(key, $0) } })
  }

  private static func result(
    _ problem: ReportProblem, _ rule: Int, _ fingerprint: String, _ root: SourceRoot
  ) -> OrderedJSON {
    let location = OrderedJSON.object(["artifactLocation": artifact(problem, root), "region": region(problem.range)])
    return .object([
      "ruleId": .string(problem.rule),
      "ruleIndex": .integer(rule),
      "level": .string(problem.severity.rawValue),
      "message": text(problem.text),
      "locations": .array([.object(["physicalLocation": location])]),
      "partialFingerprints": .object(["primaryLocationLineHash": .string(fingerprint)]),
    ])
  }

  private static func artifact(_ problem: ReportProblem, _ root: SourceRoot) -> OrderedJSON {
    let path = root.path(of: problem.file)
    let uri = path.addingPercentEncoding(withAllowedCharacters: allowedInPaths) ?? path
    guard path.hasPrefix("/") else {
      return .object(["uri": .string(uri), "uriBaseId": .string("%SRCROOT%")])
    }
    return .object(["uri": .string("file://\(uri)")])
  }

  /// RFC 3986, section 3.3, without the colon, which a first segment cannot have.
  private static let allowedInPaths = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/@!$&'()*+,;=")

  private static func region(_ range: SourceRange) -> OrderedJSON {
    let start: [OrderedJSON.Member] = [
      .init("startLine", .integer(Int(range.start.line))), .init("startColumn", .integer(Int(range.start.column))),
    ]
    guard range.start < range.end else { return .object(start) }
    return .object(
      start + [.init("endLine", .integer(Int(range.end.line))), .init("endColumn", .integer(Int(range.end.column)))])
  }

  private static func text(_ text: String) -> OrderedJSON { .object(["text": .string(text)]) }
}
