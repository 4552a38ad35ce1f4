import Foundation
import Reporting

/// A file of `--report`, and its format.
struct ReportTarget: Hashable, Sendable {
  let format: ReportFormat
  /// As it is written, `~/` read as the home folder.
  let path: String

  /// Reads the arguments. Throws where a format is unknown, where a file's end stands for none, and where two reports would
  /// go to one file.
  static func parse(_ arguments: [String]) throws(ReportTargetError) -> [ReportTarget] {
    var targets: [ReportTarget] = []
    for argument in arguments {
      let target = try ReportTarget(argument)
      guard !targets.contains(where: { $0.path == target.path }) else {
        throw ReportTargetError(argument: argument, reason: "another report goes to the same file")
      }
      targets.append(target)
    }
    return targets
  }

  /// `FORMAT:FILE`, or a file whose extension says the format.
  private init(_ argument: String) throws(ReportTargetError) {
    func error(_ reason: String) -> ReportTargetError { ReportTargetError(argument: argument, reason: reason) }
    let formats = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    // A path with a colon has a slash or a dot before it, as in ./a:b.json.
    if parts.count == 2, parts[0].allSatisfy({ $0.isLetter || $0.isNumber }) {
      guard let format = ReportFormat(rawValue: String(parts[0])) else {
        throw error("unknown format \"\(parts[0])\": use \(formats)")
      }
      self.format = format
      path = PathText.expanded(String(parts[1]))
    } else {
      let fileExtension = (argument as NSString).pathExtension
      guard let format = ReportFormat(fileExtension: fileExtension) else {
        throw error("its extension stands for no format: write FORMAT:FILE with \(formats)")
      }
      self.format = format
      path = PathText.expanded(argument)
    }
    guard !path.isEmpty, path != "-" else { throw error("name a file, such as /dev/stdout for standard output") }
  }
}

/// What is wrong with an argument of `--report`.
struct ReportTargetError: Error {
  let argument: String
  let reason: String
}
