package import Foundation
import Model

/// The last thing that happens to a text before it is written where a terminal may be: ids, URLs
/// and paths included, the terminal obeys nothing of it but the colors that Writ itself chose.
extension Styling {
  /// The text with everything that a terminal would obey made visible, but for line ends, tabs and, where there are
  /// colors, the sequences that `paint` makes; what a CI system would obey is broken up. It begins a line.
  package func cleaned(_ text: String) -> String { visible(text).withoutCICommands }

  private func visible(_ text: String) -> String {
    guard text.utf8.contains(where: \.mayBeginWhatTerminalsObey) else { return text }
    var cleaned = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if scalar == "\u{1B}", let length = colorLength(rest) {
        cleaned.append(contentsOf: rest.prefix(length))
        rest.removeFirst(length)
      } else {
        cleaned.append(scalar == "\n" || scalar == "\t" ? scalar : scalar.terminalSafe)
        rest.removeFirst()
      }
    }
    return String(cleaned)
  }

  /// How many characters of `text`, which begins with an escape, are a sequence of ours.
  private func colorLength(_ text: Substring.UnicodeScalarView) -> Int? {
    // The longest has all colors.
    guard usesColor, let end = text.prefix(32).firstIndex(of: "m"), text.dropFirst().first == "[" else { return nil }
    let codes = Substring(text[..<end]).dropFirst(2).split(separator: ";", omittingEmptySubsequences: false)
    guard codes.allSatisfy({ $0 == "0" || Color(rawValue: String($0)) != nil }) else { return nil }
    return text.distance(from: text.startIndex, to: end) + 1
  }

  /// A JSON text of another program with what a terminal or a CI system would obey escaped: the same values, and the same
  /// bytes where there is nothing of it, as almost always.
  package static func cleanedJSON(_ json: Data) -> Data {
    guard json.contains(where: { $0.mayBeginWhatTerminalsObey || $0 == UInt8(ascii: "#") }) else { return json }
    var cleaned = ""
    var rest = String(decoding: json, as: UTF8.self).unicodeScalars[...]
    if rest.first == "\u{FEFF}" { rest.removeFirst() }
    for scalar in rest {
      switch scalar {
      case "\n", "\t": cleaned.unicodeScalars.append(scalar)
      case "#" where cleaned.unicodeScalars.last == "#": cleaned += OrderedJSON.escape(scalar)
      // White space between values: in a string it is not allowed.
      case "\r": cleaned += "\n"
      default:
        if scalar.value >= 0x7F, scalar.isObeyedByTerminals {
          cleaned += OrderedJSON.escape(scalar)
        } else {
          cleaned.unicodeScalars.append(scalar.terminalSafe)
        }
      }
    }
    return Data(cleaned.utf8)
  }
}

extension UInt8 {
  /// Whether a byte of UTF-8 is a control character but for line end and tab, or begins a character that terminals may
  /// obey: U+0080 to U+009F, U+061C, U+2000 to U+2FFF, U+F000 to U+FFFF.
  fileprivate var mayBeginWhatTerminalsObey: Bool {
    switch self {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF: true
    default: false
    }
  }
}
