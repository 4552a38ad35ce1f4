import Foundation
import OktaClient
import OktaWire

/// A page of a list as it came: its items are passed on byte for byte, whatever the API adds to them.
enum ListPage {
  /// The page's links; `nil` where the body is not a page. A page without links is the last one.
  static func links(in body: Data) -> PageLinks? {
    (try? WireJSON.decode(PageBody<Anything>.self, from: body))?.links
  }

  /// What stands between the brackets of the top level's `data`, blanks around it left out; `nil` where there is none.
  static func items(in body: Data) -> Data? {
    var scan = Scan(body)
    while let byte = scan.next() {
      guard byte == UInt8(ascii: "\""), scan.depth == 1 else { continue }
      guard scan.string() == Data("data".utf8), scan.skips(UInt8(ascii: ":")), scan.skips(UInt8(ascii: "["))
      else { continue }
      return scan.untilBracketCloses()
    }
    return nil
  }

  /// A walk over JSON that only knows strings and nesting (RFC 8259); the text was decoded before, so it is valid.
  private struct Scan {
    private let bytes: Data
    private var position: Data.Index
    private(set) var depth = 0

    init(_ bytes: Data) {
      self.bytes = bytes
      position = bytes.startIndex
    }

    /// The next byte outside of strings; nesting is counted.
    mutating func next() -> UInt8? {
      guard position < bytes.endIndex else { return nil }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      return byte
    }

    /// The rest of a string whose quote was just passed, escapes as they stand.
    mutating func string() -> Data {
      let start = position
      while position < bytes.endIndex, bytes[position] != UInt8(ascii: "\"") {
        position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
      }
      let end = min(position, bytes.endIndex)
      position = min(end + 1, bytes.endIndex)
      return bytes[start..<end]
    }

    /// Whether `byte` comes next, blanks aside; it is passed.
    mutating func skips(_ byte: UInt8) -> Bool {
      skipBlanks()
      guard position < bytes.endIndex, bytes[position] == byte else { return false }
      _ = next()
      return true
    }

    private mutating func skipBlanks() {
      while position < bytes.endIndex, bytes[position].isBlank { position += 1 }
    }

    /// From here to the bracket that closes what was opened last.
    mutating func untilBracketCloses() -> Data? {
      skipBlanks()
      let start = position
      let outside = depth - 1
      while let byte = next() {
        if byte == UInt8(ascii: "\"") {
          _ = string()
        } else if depth == outside {
          var end = position - 1
          while end > start, bytes[end - 1].isBlank { end -= 1 }
          return bytes[start..<end]
        }
      }
      return nil
    }
  }
}

extension UInt8 {
  /// Insignificant white space (RFC 8259, section 2).
  fileprivate var isBlank: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }
}
