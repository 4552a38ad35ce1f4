/// A SCIM filter (RFC 7644, section 3.4.2.2), before it is checked against what a list supports.
indirect enum FilterExpression: Hashable, Sendable {
  /// `attribute eq "value"`
  case comparison(Comparison)
  /// `attribute pr`: the attribute has a value.
  case presence(Word)
  /// `attribute[…]`: one of the attribute's values matches the expression.
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
    /// Not an array, and not an object.
    var value: JSONValue
    var valueOffset: Int
  }

  /// A word and where it begins: code points before it.
  struct Word: Hashable, Sendable {
    var text: String
    var offset: Int
  }

  static let comparators: Set<String> = ["eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le"]
}

extension FilterExpression.Comparison {
  /// The text that the attribute is compared with by `wanted`; any other comparison is an error.
  func text(by wanted: String) throws(FilterError) -> String {
    guard comparator.text == wanted else { throw attribute.supportsOnly(wanted, at: comparator.offset) }
    guard let text = value.text else {
      throw FilterError(offset: valueOffset, text: "expected a string in double quotes for '\(attribute.text)'")
    }
    return text
  }
}

/// Errors at the location of an attribute.
extension FilterExpression.Word {
  func supportsOnly(_ comparator: String, at offset: Int? = nil) -> FilterError {
    FilterError(offset: offset ?? self.offset, text: "'\(text)' supports only '\(comparator)'")
  }

  func unknownAttribute(known: [String]) -> FilterError {
    FilterError(offset: offset, text: "unknown attribute '\(text)'; expected one of \(known.joined(separator: ", "))")
  }

  /// `attribute[…]`
  var valuePathUnsupported: FilterError { FilterError(offset: offset, text: "'\(text)[…]' is not supported") }
}

/// An error in a filter, and its location.
struct FilterError: Error, Hashable, Sendable {
  /// Code points before the location.
  var offset: Int
  /// The error, in the form of "expected X".
  var text: String

  /// The message of the reply.
  var message: String { "Invalid filter at offset \(offset): \(text)" }
}
