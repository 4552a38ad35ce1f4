import Foundation
import Reporting
import Model
import Testing

@Suite("What is written where a terminal may be")
struct CleaningTests {
  private static let hostile = [
    "\u{1B}]0;title\u{7}", "\u{1B}[2J", "\u{1B}[8m", "\u{1B}[31", "\u{1B}[m", "\u{1B}[1;7m", "\u{1B}\u{1B}[5m",
    "\u{9B}31m",
    "a\rb", "\u{8}\u{7F}", "\u{202E}reversed", "\u{2066}isolated\u{2069}", "\u{85}\u{2028}\u{2029}", "\u{FEFF}",
    "\u{61C}",
  ]

  private static func obeyed(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { $0 != "\n" && $0 != "\t" && $0.isObeyedByTerminals }
  }

  @Test("cleaned text without colors has nothing that a terminal obeys", arguments: hostile)
  func plain(text: String) {
    let cleaned = Styling.plain.cleaned("före \(text)\tnach\n\(text)")
    #expect(Self.obeyed(cleaned).isEmpty)
    #expect(cleaned.hasPrefix("före ") && cleaned.contains("\tnach\n"))
    #expect(Styling.plain.cleaned(Styling.colored.paint("x", .red)).hasPrefix("\u{241B}[31mx"))
  }

  @Test("cleaned text with colors keeps Writ's own color sequences, and no others", arguments: hostile)
  func colored(text: String) {
    let painted = Styling.colored.paint("error:", .red, .bold)
    let cleaned = Styling.colored.cleaned("\(painted) \(text)\n")
    #expect(cleaned.hasPrefix("\(painted) "))
    #expect(Self.obeyed(String(cleaned.dropFirst(painted.count))).isEmpty)
  }

  @Test("cleaning does not change ordinary text in any script")
  func ordinary() {
    let text = "  - name: “日本語” – naïve… café\n\tнет, ﷺ, 👩‍👩‍👧, ﬁ\n"
    #expect(Styling.plain.cleaned(text) == text && Styling.colored.cleaned(text) == text)
    #expect(Styling.cleanedJSON(Data(text.utf8)) == Data(text.utf8))
  }

  @Test("cleaned JSON of another program keeps its values, and its bytes if a terminal obeys none of them")
  func json() throws {
    for text in Self.hostile {
      let raw = String(text.unicodeScalars.filter { $0.value >= 0x7F }.map(Character.init))
      let json = Data("{\r\n  \"subject\": \"x\(raw)y\\u001b\"}".utf8)
      let cleaned = Styling.cleanedJSON(json)
      #expect(Self.obeyed(String(decoding: cleaned, as: UTF8.self)).isEmpty)
      let values = try JSONDecoder().decode([String: String].self, from: cleaned)
      #expect(values == ["subject": "x\(raw)y\u{1B}"])
    }
    let own = OrderedJSON.object(["text": .string(Self.hostile.joined())]).line
    #expect(Self.obeyed(own).isEmpty)
    #expect(try JSONDecoder().decode([String: String].self, from: Data(own.utf8)) == ["text": Self.hostile.joined()])
  }
}
