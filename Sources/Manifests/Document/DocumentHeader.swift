import Model

/// What a document declares before its requests, validated.
struct DocumentHeader {
  let types: RequestTypes
  let tables: [TableDeclaration]
  /// The names of tables that cannot be read, which has its finding.
  let brokenTables: Set<String>
  let defaults: Defaults

  init(_ written: RawHeader, tables files: TableFiles, findings: Findings) {
    types = RequestTypesRule.read(written.requestTypes, findings: findings)
    tables = TablesRule(files, findings: findings).read(written.tables)
    brokenTables = Set(written.tables?.pairs.compactMap { $0.key.bytes?.string } ?? []).subtracting(tables.map(\.name))
    defaults = Defaults(written.defaults, types, findings: findings)
  }
}

/// The header's values before validation, and their buffer if they have to outlive it.
struct RawHeader {
  var requestTypes: YAMLNode?
  var tables: YAMLNode?
  var defaults: YAMLNode?
  var owner: NodeBuffer?
}
