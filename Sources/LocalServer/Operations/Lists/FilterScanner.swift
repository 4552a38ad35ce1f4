import Foundation

/// Splits a filter into words, values and brackets. Each token includes the spaces after it.
struct FilterScanner {
  private let scalars: [Unicode.Scalar]
  /// Code points that were read.
  private(set) var offset = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  var isAtEnd: Bool { offset == scalars.count }

  private var next: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

  mutating func skipBlanks() {
    while next == " " { offset += 1 }
  }

  /// Reads a bracket, where it is the next character.
  mutating func character(_ wanted: Unicode.Scalar) -> Bool {
    guard next == wanted else { return false }
    offset += 1
    skipBlanks()
    return true
  }

  /// Reads a keyword, ignoring case, where it is the next token and separated from the previous one.
  mutating func keyword(_ wanted: String) -> FilterExpression.Word? {
    let begin = self
    if offset > 0, ![" ", "(", "["].contains(scalars[offset - 1]) { return nil }
    guard let word = word(), word.text.lowercased() == wanted else {
      self = begin
      return nil
    }
    return word
  }

  /// Reads letters up to a space, a bracket or the end; `nil` where there is something else.
  mutating func word() -> FilterExpression.Word? { piece { $0.properties.isAlphabetic } }

  /// Reads an attribute's path: names separated by dots, optionally after the URI of a schema.
  mutating func attribute() -> FilterExpression.Word? {
    let begin = self
    let word = piece { $0.properties.isAlphabetic || ("0"..."9").contains($0) || ["-", "_", ".", ":"].contains($0) }
    guard let word, let name = word.text.split(separator: ":", omittingEmptySubsequences: false).last else {
      return nil
    }
    let names = name.split(separator: ".", omittingEmptySubsequences: false)
    guard names.allSatisfy({ $0.first?.isLetter == true }) else {
      self = begin
      return nil
    }
    return word
  }

  /// ASCII characters of a kind up to a space, a bracket or the end.
  private mutating func piece(_ belongs: (Unicode.Scalar) -> Bool) -> FilterExpression.Word? {
    let rest = scalars[offset...].prefix { $0.isASCII && belongs($0) }
    guard !rest.isEmpty, isBoundary(rest.endIndex) else { return nil }
    let word = FilterExpression.Word(text: String(String.UnicodeScalarView(rest)), offset: offset)
    offset = rest.endIndex
    skipBlanks()
    return word
  }

  private func isBoundary(_ index: Int) -> Bool {
    index == scalars.count || [" ", "(", ")", "[", "]"].contains(scalars[index])
  }

  /// Reads a value: a string, a number, a Boolean or `null` in JSON's form.
  mutating func value() throws(FilterError) -> JSONValue {
    let begin = offset
    let end = next == "\"" ? endOfString() : scalars[offset...].firstIndex { [" ", ")", "]"].contains($0) }
    guard let end = end ?? (next == "\"" ? nil : scalars.count) else {
      throw FilterError(offset: begin, text: "unterminated string")
    }
    let text = String(String.UnicodeScalarView(scalars[begin..<end]))
    guard isBoundary(end), let value = JSONValue(bytes: Data(text.utf8)), !value.isContainer else {
      throw FilterError(offset: begin, text: "expected a value; strings need double quotes")
    }
    offset = end
    skipBlanks()
    return value
  }

  /// The index after the quote that ends the string which starts here; `nil` where there is none.
  private func endOfString() -> Int? {
    var index = offset + 1
    while index < scalars.count {
      if scalars[index] == "\"" { return index + 1 }
      index += scalars[index] == "\\" ? 2 : 1
    }
    return nil
  }
}

extension JSONValue {
  fileprivate var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }
}
