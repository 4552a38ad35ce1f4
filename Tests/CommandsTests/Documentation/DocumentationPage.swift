import Foundation
import Testing

/// A Markdown page of the project, as lines and the fenced blocks among them.
struct DocumentationPage: Sendable {
  /// A fenced block: the words after its fence, and the lines between the fences.
  struct Block: Sendable {
    var info: [String]
    var range: Range<Int>

    var language: String { info.first ?? "" }
    /// The file that a session finds the block in, or what else the second word says.
    var title: String? { info.count > 1 ? info[1] : nil }
  }

  /// The path in the checkout.
  let path: String
  var lines: [String]

  init(path: String) throws {
    self.path = path
    lines = try String(contentsOf: WritProgram.checkout.appending(path: path), encoding: .utf8)
      .components(separatedBy: "\n")
  }

  /// README.md and the pages of docs, which the program has to keep true.
  static let guides = ["README.md"] + markdown(in: "docs")
  /// These and the pages for contributors.
  static let all = guides + ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]

  private static func markdown(in folder: String) -> [String] {
    let names = try? FileManager.default.subpathsOfDirectory(atPath: WritProgram.checkout.appending(path: folder).path)
    return (names ?? []).filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
  }

  var blocks: [Block] {
    var blocks: [Block] = []
    var open: (start: Int, info: [String])?
    for (index, line) in lines.enumerated() where line.hasPrefix("```") {
      if let begun = open {
        blocks.append(Block(info: begun.info, range: begun.start..<index))
        open = nil
      } else {
        open = (index + 1, line.drop { $0 == "`" }.split(separator: " ").map(String.init))
      }
    }
    return blocks
  }

  /// The lines outside of fenced blocks, with their numbers.
  var prose: [(number: Int, text: String)] {
    let fenced = blocks.reduce(into: Set<Int>()) { $0.formUnion($1.range) }
    return lines.enumerated().filter { !fenced.contains($0.offset) }.map { ($0.offset + 1, $0.element) }
  }

  /// The lines under the heading, up to the next one of its level or a higher one.
  func section(_ heading: String) throws -> [String] {
    let level = heading.prefix { $0 == "#" }.count
    let start = try #require(lines.firstIndex(of: heading), "\(path) has no section \(heading)")
    return Array(
      lines[(start + 1)...].prefix { line in
        let marks = line.prefix { $0 == "#" }.count
        return marks == 0 || marks > level
      })
  }

  /// The text of a block, with a line end.
  func text(of block: Block) -> String { lines[block.range].map { $0 + "\n" }.joined() }
}
