import Foundation
import Model

/// The files of tables: which one a name means, and each opened once for all manifests of a set.
final class TableFiles {
  /// `--table NAME=FILE`: files in place of those that manifests name.
  private let replacements: [String: String]
  private let standardInput: Int32
  /// The column by which plans are counted.
  let groupColumn: String?
  private(set) var hasGroupColumn = false
  /// Whether a table may be without rows.
  let allowsEmpty: Bool
  private var used: Set<String> = []
  /// Tables may read one file by two encodings.
  private struct Opening: Hashable {
    var file: FilePath
    var encoding: TextEncoding?
  }

  private var opened: [Opening: ManifestSource] = [:]
  private var inputs: ManifestSource?
  /// The folder of the manifest that is being read.
  var folder: FilePath?

  /// `replacements` are paths by the names of tables; `-` is standard input, whose descriptor is `standardInput`.
  init(
    replacements: [String: String] = [:], standardInput: Int32 = 0, allowsEmpty: Bool = false,
    groupColumn: String? = nil
  ) {
    self.groupColumn = groupColumn
    self.replacements = replacements
    self.standardInput = standardInput
    self.allowsEmpty = allowsEmpty
  }

  /// The sources that were opened, for excerpts.
  var sources: [ManifestSource] { (opened.values + [inputs].compactMap(\.self)).sorted { $0.name < $1.name } }

  /// Says that a table has the column by which plans are counted.
  func noteGroupColumn() { hasGroupColumn = true }

  /// A name that `--table` gives and that no manifest declares.
  var unusedReplacement: String? { replacements.keys.filter { !used.contains($0) }.min() }

  /// The path that `--table` gives for a table; `nil` where the manifest's own counts.
  func replacement(for name: String) -> String? {
    used.insert(name)
    return replacements[name]
  }

  /// The source at a path that a manifest names, which is relative to its folder, or that the command line names.
  func source(
    at path: String, isArgument: Bool, encoding: TextEncoding?
  ) throws(ManifestSourceError) -> ManifestSource {
    if isArgument, path == "-" {
      if let inputs { return inputs }
      let source = try ManifestSource(standardInput: standardInput, encoding: encoding)
      inputs = source
      return source
    }
    let file = isArgument ? FilePath.argument(path) : FilePath(path).relative(to: folder)
    let opening = Opening(file: file, encoding: encoding)
    if let known = opened[opening] { return known }
    if file.isFolder { throw .unreadable(path: file.text, reason: SystemReason.words(for: EISDIR)) }
    let source = try ManifestSource(path: file, encoding: encoding)
    opened[opening] = source
    return source
  }
}
