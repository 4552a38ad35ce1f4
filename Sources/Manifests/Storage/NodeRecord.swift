import Model

/// One node in the flat buffer of its document: a collection is followed by its children. Trivial and 28 bytes, so that a
/// buffer of them is cheap to fill, to move and to discard.
struct NodeRecord {
  enum Kind: UInt8 {
    case scalar, mapping, sequence, alias
    /// An undefined alias or invalid text: a finding has reported it, and no other rule does.
    case broken
  }

  struct Flags: OptionSet {
    let rawValue: UInt8
    /// A null: plain `null`, `~` or nothing.
    static let null = Flags(rawValue: 1)
    /// A plain scalar without a tag.
    static let plain = Flags(rawValue: 2)
    /// A mapping with a merge key.
    static let merges = Flags(rawValue: 4)
    /// A scalar in block style: `|` or `>`.
    static let block = Flags(rawValue: 8)
    /// A scalar whose `$${` are `${` already.
    static let resolved = Flags(rawValue: 16)
    /// A mapping that is `{{…}}` of a template: a finding has reported it, and no other rule does.
    static let placeholder = Flags(rawValue: 32)
  }

  var kind: Kind
  var flags: Flags
  /// A scalar: where its text begins. A collection: the distance to the record after its last descendant.
  /// An alias: its anchor's number.
  var first: UInt32
  /// A scalar: its text's length in bytes. A collection: how many children it has (a pair counts two).
  var second: UInt32
  var range: SourceRange

  /// How many records the node takes, descendants included.
  @inline(__always)
  var span: Int {
    switch kind {
    case .mapping, .sequence: Int(first)
    case .scalar, .alias, .broken: 1
    }
  }
}

/// The node that an anchor names.
struct AnchorRecord {
  var index: Int
  /// How many nodes an alias of it expands to, inner aliases expanded.
  var nodes: Int
  /// How many levels of collections it has.
  var height: Int
  /// Whether the node has ended; an alias before that would contain itself.
  var isComplete: Bool
}
