import Foundation
import Model
import Reporting
import Testing

@Suite("commands of CI systems in texts of others")
struct CommandBreakTests {
  @Test(
    "A line that a CI system would obey is broken up, also after white space, a carriage return or a color",
    arguments: [
      ("::add-mask::secret\n", ": :add-mask::secret\n"), ("a\n  ::error::x", "a\n  : :error::x"),
      ("\u{3000}\u{A0}::debug::x", "\u{3000}\u{A0}: :debug::x"), ("a\r::error::x", "a␍::error::x"),
      ("Access ##vso[task.complete result=Failed]x", "Access # #vso[task.complete result=Failed]x"),
      ("##[set-env name=A]b", "# #[set-env name=A]b"), ("###[a", "## #[a"), ("##TeamCity['x']", "# #TeamCity['x']"),
    ])
  func breaksUp(text: String, shown: String) {
    #expect(Styling.plain.cleaned(text) == shown)
    #expect(Styling.colored.cleaned(text) == shown)
  }

  @Test(
    "What no CI system obeys stays as it is", arguments: ["a::b", "## Title", "##5 [x]", "std::string\nx ::y", "#[x]"])
  func leaves(text: String) { #expect(Styling.plain.cleaned(text) == text) }

  @Test(
    "JSON holds no two hashes next to each other, and keeps its values", arguments: ["##vso[x]", "###[x]", "#", "a##"])
  func json(text: String) throws {
    let written = OrderedJSON.array([.string(text)]).line
    #expect(!written.contains("##"))
    #expect(try JSONDecoder().decode([String].self, from: Data(written.utf8)) == [text])
    let cleaned = Styling.cleanedJSON(try JSONEncoder().encode([text]))
    #expect(!String(decoding: cleaned, as: UTF8.self).contains("##"))
    #expect(try JSONDecoder().decode([String].self, from: cleaned) == [text])
  }
}
