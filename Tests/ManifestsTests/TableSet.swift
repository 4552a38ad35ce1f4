import Foundation
import Manifests
import Model

/// A manifest `m.yaml` and the files next to it, in a folder that is deleted with this value.
final class TableSet {
  let folder: URL

  init(_ manifest: String, _ files: [String: Data]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "writ-tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(manifest.utf8).write(to: folder.appending(path: "m.yaml"))
    for (name, bytes) in files { try bytes.write(to: folder.appending(path: name)) }
  }

  convenience init(_ manifest: String, csv: String) throws {
    try self.init(manifest, ["t.csv": Data(csv.utf8)])
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func read(
    tables: [String: String] = [:], standardInput: Int32 = 0, allowsEmpty: Bool = false,
    keeping: ManifestReader.Retention = .declarations
  ) throws -> ManifestSet {
    try ManifestReader(standardInput: standardInput, allowsEmpty: allowsEmpty, tables: tables)
      .read([path("m.yaml")], keeping: keeping)
  }

  /// `t.csv:2:1 code` for each finding.
  func findings(_ set: ManifestSet) -> [String] {
    set.diagnostics.map { finding in
      let file = finding.file.replacing(folder.path + "/", with: "")
      return "\(file):\(finding.range.start.line):\(finding.range.start.column) \(finding.code)"
    }
  }

  /// One request for each row of `t.csv`.
  static func manifest(_ entry: String = "users: [\"${email}\"]", table: String = "file: t.csv") -> String {
    head + """
      tables: { t: { \(table) } }
      requests:
        - forEach: t
          requestTypeId: \(typeID)
          subject: Access
          \(entry)

      """
  }
}

extension ManifestSet {
  /// Who each declaration is for, as written.
  var people: [String] {
    declared.map { request in
      switch request.requester {
      case .ownUser: "own"
      case .id(let id): id.text
      case .name(let name): name
      case .group(let name): "group \(name)"
      }
    }
  }
}
