import Model

/// What a document declares before its requests, validated.
struct DocumentHeader {
  let types: RequestTypes
  let defaults: Defaults

  init(_ written: RawHeader, findings: Findings) {
    types = RequestTypesRule.read(written.requestTypes, findings: findings)
    defaults = Defaults(written.defaults, types, findings: findings)
  }
}

/// The header's values before validation, and their buffer if they have to outlive it.
struct RawHeader {
  var requestTypes: YAMLNode?
  var defaults: YAMLNode?
  var owner: NodeBuffer?
}
