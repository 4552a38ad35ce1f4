import Model
import Testing

@Suite("Text for a terminal")
struct TerminalTextTests {
  @Test(
    "a wide character takes two cells of a terminal, and a mark that combines takes none",
    arguments: [
      ("", 0), ("ada", 3), ("Zo\u{EB}", 3), ("Zoe\u{308}", 3), ("山田太郎", 8), ("ｱﾄﾞﾐﾝ", 5), ("한국", 4), ("👍", 2),
      ("…", 1), ("\u{200B}a", 1),
    ])
  func cells(text: String, cells: Int) {
    #expect(text.terminalCells == cells)
  }
}
