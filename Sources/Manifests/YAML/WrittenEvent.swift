import RequestModel

/// One node as written, in the flat buffer of its document: a collection is followed by its children.
/// Trivial and 28 bytes, so that a buffer of them is cheap to fill, to move and to forget.
struct WrittenEvent {
  enum Kind: UInt8 {
    case scalar, mapping, sequence, alias
    /// An alias that leads nowhere, or text that cannot be; a finding reports it, and no rule speaks of it again.
    case broken
  }

  struct Flags: OptionSet {
    let rawValue: UInt8
    /// A scalar that is "no value": `null`, `~` or nothing, plain.
    static let null = Flags(rawValue: 1)
    /// A plain scalar without a tag.
    static let plain = Flags(rawValue: 2)
    /// A mapping with a merge key.
    static let merges = Flags(rawValue: 4)
    /// A scalar in block style: `|` or `>`.
    static let block = Flags(rawValue: 8)
    /// A scalar whose `$${` are `${` already.
    static let resolved = Flags(rawValue: 16)
    /// A mapping that is `{{…}}` of a template: a finding reports it, and no rule speaks of it again.
    static let placeholder = Flags(rawValue: 32)
  }

  var kind: Kind
  var flags: Flags
  /// A scalar: where its text begins. A collection: the event behind its last descendant, counted from its own.
  /// An alias: its anchor's number.
  var first: UInt32
  /// A scalar: its text's length in bytes. A collection: how many children it has (a pair counts two).
  var second: UInt32
  var range: SourceRange

  /// How many events the node takes, itself and its descendants.
  @inline(__always)
  var span: Int {
    switch kind {
    case .mapping, .sequence: Int(first)
    case .scalar, .alias, .broken: 1
    }
  }
}

/// What an anchor names.
struct WrittenAnchor {
  var index: Int
  /// How many nodes an alias of it stands for, aliases within counted in full.
  var nodes: Int
  /// How many levels of collections it brings along.
  var height: Int
  /// Whether the node has ended; an alias before that would contain itself.
  var isComplete: Bool
}
