/// Finds what stands in a text for other text: placeholders, `${NAME}` and `{{…}}`, and `$${` for a literal `${`. The time
/// is linear.
struct PlaceholderScan {
  enum Mark {
    /// `$${`, at its offset.
    case escape(Int)
    /// A placeholder, from its first byte to the one after its last.
    case placeholder(Range<Int>)
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let lastBrace: Int
  private let lastBraces: Int

  init(of bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    let brace = UInt8(ascii: "}")
    lastBrace = bytes.lastIndex(of: brace) ?? -1
    lastBraces = bytes.indices.dropLast().last { bytes[$0] == brace && bytes[$0 + 1] == brace } ?? -1
  }

  /// Whether a `${` begins anywhere in a text.
  static func begins(in text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    text.indices.dropLast().contains { text[$0] == UInt8(ascii: "$") && text[$0 + 1] == UInt8(ascii: "{") }
  }

  /// All that the text has, in its order: of either kind, or those that begin with `$` only.
  func marks(ofDollar: Bool = false) -> [Mark] {
    var marks: [Mark] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: "$${".utf8) {
        marks.append(.escape(index))
        index += 3
      } else if !ofDollar || bytes[index] == UInt8(ascii: "$"), let end = end(ofPlaceholderAt: index) {
        marks.append(.placeholder(index..<end))
        index = end
      } else {
        index += 1
      }
    }
    return marks
  }

  /// The index after the placeholder that begins at `index`; `nil` if none does, or it does not end. Its end is searched only
  /// while one is left.
  func end(ofPlaceholderAt index: Int) -> Int? {
    let rest = bytes[index...]
    if rest.starts(with: "${".utf8), lastBrace > index {
      return rest.firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 }
    }
    guard rest.starts(with: "{{".utf8), lastBraces > index + 1 else { return nil }
    return (index + 2...lastBraces).first { bytes[$0] == UInt8(ascii: "}") && bytes[$0 + 1] == UInt8(ascii: "}") }
      .map { $0 + 2 }
  }
}
