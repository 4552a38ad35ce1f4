package import Model

/// The columns of a table's file, for who starts a manifest from it.
package struct TableColumns: Sendable {
  /// The names as written; none where the file is not a table.
  package let names: [String]
  /// What is wrong with its first row.
  package let diagnostics: [Diagnostic]
  /// The file, for excerpts.
  package let source: ManifestSource

  /// Reads the first row of a file. Throws where the file cannot be read.
  package init(ofFileAt path: String) throws(ManifestSourceError) {
    let findings = Findings()
    source = try TableFiles().source(at: path, isArgument: true, encoding: nil)
    let header = try TableHeader(of: source, delimiter: nil, allowsEmpty: true)
    names = header.columns(findings: findings) ?? []
    diagnostics = findings.sorted()
  }
}
