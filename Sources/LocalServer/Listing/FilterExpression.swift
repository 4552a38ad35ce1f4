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

extension FilterExpression.Comparison {
  /// The text that the attribute is compared with by `wanted`; any other comparison is refused.
  func text(by wanted: String) throws(FilterProblem) -> String {
    guard comparator.text == wanted else { throw attribute.takesOnly(wanted, at: comparator.offset) }
    guard case .string(let text) = value else {
      throw FilterProblem(offset: valueOffset, text: "'\(attribute.text)' is compared with a string in double quotes")
    }
    return text
  }
}

/// What is wrong with an attribute where it stands.
extension FilterExpression.Word {
  func takesOnly(_ comparator: String, at offset: Int? = nil) -> FilterProblem {
    FilterProblem(offset: offset ?? self.offset, text: "'\(text)' takes '\(comparator)' only")
  }

  func isNone(of known: [String]) -> FilterProblem {
    FilterProblem(offset: offset, text: "'\(text)' cannot be filtered by, only \(known.joined(separator: ", "))")
  }

  /// `attribute[…]`
  var hasNoParts: FilterProblem { FilterProblem(offset: offset, text: "'\(text)[…]' is not offered") }
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
