/// A filter as SCIM lets it be written (RFC 7644, section 3.4.2.2), before anything is known of what a list offers.
indirect enum FilterExpression: Hashable, Sendable {
  /// `attribute eq "value"`
  case comparison(Comparison)
  /// `attribute pr`: the attribute has a value.
  case presence(Word)
  /// `attribute[…]`: one of the attribute's values fits the expression.
  case within(Word, FilterExpression)
  /// Joined by `and`.
  case all([FilterExpression])
  /// Joined by `or`; the offset is the first one's.
  case any([FilterExpression], offset: Int)
  /// `not (…)`
  case not(FilterExpression, offset: Int)

  struct Comparison: Hashable, Sendable {
    var attribute: Word
    /// One of `comparators`, in lower case.
    var comparator: Word
    var value: Value
    var valueOffset: Int
  }

  /// A word and where it begins: code points before it.
  struct Word: Hashable, Sendable {
    var text: String
    var offset: Int
  }

  /// What an attribute is compared with: a JSON value that holds no others.
  enum Value: Hashable, Sendable {
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null
  }

  static let comparators: Set<String> = ["eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le"]
}

/// Where a filter is wrong, and in what.
struct FilterProblem: Error, Hashable, Sendable {
  /// Code points before the place.
  var offset: Int
  /// What is wrong, as the rest of a sentence.
  var text: String

  /// One sentence for a person.
  var told: String { "Invalid filter at offset \(offset): \(text)" }
}
