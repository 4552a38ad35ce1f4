import Model

/// Files that are mistaken for manifests: each is recognized and reported before it is parsed as YAML.
enum WrongFile: CaseIterable {
  case lfsPointer, html, savedPlan, vault, table

  /// How the pointer begins that Git LFS keeps in place of a file (version 1 of its specification).
  static let lfsPrefix = "version https://git-lfs.github.com/spec/"
  static let lfsHint = "fetch it: git lfs pull"

  /// Recognizes a file by its name or its beginning; `nil` if it may be a manifest.
  static func kind(of reader: ByteReader, named name: String) -> WrongFile? {
    let isTable = [".csv", ".tsv", ".xlsx", ".xls", ".ods", ".numbers"].contains { name.lowercased().hasSuffix($0) }
    if isTable || WrongTable(of: reader).map({ $0 == .workbook || $0 == .oldWorkbook }) == true { return .table }
    reader.rewind()
    var start: [UInt8] = []
    SourceText.forEachPart(of: reader) { part in
      start += part.prefix(1_000)
      return start.count < 1_000
    }
    let text = String(decoding: start, as: UTF8.self).drop(while: \.isWhitespace)
    return allCases.first { $0.begins(text) }
  }

  private func begins(_ text: Substring) -> Bool {
    switch self {
    case .lfsPointer: text.hasPrefix(Self.lfsPrefix)
    case .html: ["<!doctype html", "<html"].contains { text.prefix($0.count).lowercased() == $0 }
    case .savedPlan:
      text.hasPrefix("{") && text.dropFirst().drop(while: \.isWhitespace).hasPrefix("\"formatVersion\"")
        && text.contains("\"writVersion\"")
    case .vault: text.hasPrefix("$ANSIBLE_VAULT;")
    case .table: false
    }
  }

  func report(to findings: Findings) {
    findings.add(
      .wrongFile, at: SourceRange(at: .start), "expected a manifest, found \(kindDescription)",
      hint: hint(for: findings.file))
  }

  var kindDescription: String {
    switch self {
    case .lfsPointer: "a Git LFS pointer: the file itself was not fetched"
    case .html: "an HTML page, perhaps a sign-in page"
    case .savedPlan: "a saved plan"
    case .vault: "a file encrypted by Ansible Vault"
    case .table: "a table"
    }
  }

  private func hint(for file: String) -> String {
    switch self {
    case .lfsPointer: Self.lfsHint
    case .html: "download the manifest again, signed in"
    case .savedPlan: "apply it as the plan that it is"
    case .vault: "decrypt it first: ansible-vault view FILE"
    case .table where [".csv", ".tsv"].contains(where: file.lowercased().hasSuffix):
      "write a manifest for its rows: writ request-types scaffold NAME --table \(file) > FILE.yaml"
    case .table:
      "save it as CSV UTF-8, and write a manifest for its rows: writ request-types scaffold NAME --table FILE.csv"
    }
  }
}
