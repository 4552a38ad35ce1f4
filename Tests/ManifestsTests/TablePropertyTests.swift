import Foundation
import Manifests
import Model
import Testing

/// A random table and a manifest over it: as they are written, and what they mean, written out by hand.
struct RandomTables {
  private static let columns = ["Email", "Name", "Team", "Note"]
  private static let cells = [
    "", "ada@x.org", "b b@x.org; c@x.org", " d@x.org ;;e/f@x.org", "Åsa \u{1F600}", "two\nlines", "a,b;c\td",
    "say \"hi\"", "IT",
    "Sales", "Sales EU", "#1", "x=1", "é", "\u{A0}edge\u{A0}", "2027-01-01T00:00:00Z",
    String(repeating: "long ", count: 60),
  ]
  private static let patterns = ["IT", "Sales", "Sales*", "S*s", "*", "?T", "*e*u*", "", "Åsa ?", "*;*"]

  private struct Entry {
    var name: String?
    var condition: [(column: String, patterns: [String])]
    var subject: String
    var users: [String]
    var messages: [String]
  }

  private let rows: [[String]]
  private let entries: [Entry]
  let delimiter: String

  init(using generator: inout SplitMix64) {
    func pick<Element>(_ from: [Element]) -> Element { from.randomElement(using: &generator)! }
    func flip() -> Bool { Bool.random(using: &generator) }
    // Few numbers and titles: rows are repeated, and entries have names and keys in common.
    let numbers = pick([0...2, 0...9])
    var rows: [[String]] = []
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      if let earlier = rows.last, Int.random(in: 0..<4, using: &generator) == 0 {
        rows.append(earlier)
      } else {
        rows.append(["\(Int.random(in: numbers, using: &generator))"] + Self.columns.map { _ in pick(Self.cells) })
      }
    }
    self.rows = rows
    delimiter = pick([",", ";", "\t"])
    let texts = ["${Name}", "${team:-none}", "${NOTE:-}", "$${x}", " and ", "${ email }", "${note:-a:-b}"]
    entries = (0..<Int.random(in: 1...3, using: &generator)).map { number in
      let title = flip() ? "\(number)" : ""
      return Entry(
        name: flip() ? "e\(title)-${n}" : nil,
        condition: flip()
          ? []
          : (0..<Int.random(in: 1...2, using: &generator)).map { index in
            (["Team", "note"][index], (0..<Int.random(in: 1...2, using: &generator)).map { _ in pick(Self.patterns) })
          },
        subject: "s\(title)-${n} " + pick(texts) + pick(texts),
        users: flip() ? ["${email}"] : ["${Email:-z@x.org}", "y@x.org"],
        messages: flip() ? [] : ["m " + pick(texts), "${n}"])
    }
  }

  /// The table as a file in which every cell that needs quotes has them, and some others.
  var csv: String {
    ([["n"] + Self.columns] + rows).map { row in
      row.enumerated().map { index, cell in
        let needsQuotes = cell.contains { "\",;\t\n\r".contains($0) }
        return needsQuotes || index % 2 == 1 ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
      }.joined(separator: delimiter)
    }.joined(separator: "\r\n") + "\r\n"
  }

  private func manifest(tables: String, _ entries: [String]) -> String {
    head + tables + "requests: [\(entries.joined(separator: ", "))]\n"
  }

  /// Over the table.
  var overTable: String {
    manifest(
      tables: "tables: { t: { file: t.csv } }\n",
      entries.map { entry in
        let condition = entry.condition.map { "\(Self.quoted($0.column)): \(Self.list($0.patterns))" }
        return Self.text(
          entry, of: entry.users,
          more: ["forEach: t"] + (condition.isEmpty ? [] : ["where: {\(condition.joined(separator: ", "))}"])
        ) { $0 }
      })
  }

  /// Written out by hand, the rows that make one entry once: `nil` where a row lacks a cell that it needs, or has one that
  /// cannot be used.
  var writtenOut: String? {
    var written: [String] = []
    for entry in entries {
      var filled: Set<String> = []
      for row in rows where entry.condition.allSatisfy({ isMet($0.column, $0.patterns, by: row) }) {
        var isComplete = true
        func fill(_ text: String) -> String {
          var filled = ""
          var rest = text[...]
          while let match = rest.firstMatch(of: /\$\$\{|\$\{([^}]*)\}/) {
            filled += rest[..<match.range.lowerBound]
            rest = rest[match.range.upperBound...]
            guard let inner = match.output.1 else {
              filled += "$${"
              continue
            }
            let parts = inner.split(separator: ":-", maxSplits: 1, omittingEmptySubsequences: false)
            let cell = value(String(parts[0]), of: row)
            if cell.isEmpty, parts.count == 1 { isComplete = false }
            filled += cell.isEmpty && parts.count == 2 ? String(parts[1]) : cell
          }
          return filled + rest
        }
        guard filled.insert(Self.text(entry, of: entry.users.map(fill), more: [], fill)).inserted else { continue }
        let users = entry.users.flatMap { user in
          fill(user).split(separator: ";").map { Self.trimmed(String($0)) }.filter { !$0.isEmpty }
        }
        written.append(Self.text(entry, of: users, more: [], fill))
        guard isComplete else { return nil }
      }
    }
    return manifest(tables: "", written)
  }

  private func isMet(_ column: String, _ patterns: [String], by row: [String]) -> Bool {
    let cell = value(column, of: row)
    return patterns.contains { pattern in
      let expression = pattern.map { character in
        character == "*"
          ? "[\\s\\S]*" : character == "?" ? "[\\s\\S]" : NSRegularExpression.escapedPattern(for: String(character))
      }.joined()
      return cell.range(of: "^\(expression)$(?!\\n)", options: .regularExpression) != nil
    }
  }

  private func value(_ column: String, of row: [String]) -> String {
    let name = column.trimmingCharacters(in: .whitespaces).lowercased()
    let index = name == "n" ? 0 : 1 + Self.columns.firstIndex { $0.lowercased() == name }!
    return Self.trimmed(row[index])
  }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{A0}"]))
  }

  private static func text(_ entry: Entry, of users: [String], more: [String], _ fill: (String) -> String) -> String {
    var parts = more + ["requestTypeId: \(typeID)", "subject: \(quoted(fill(entry.subject)))"]
    if let name = entry.name { parts.append("name: \(quoted(fill(name)))") }
    parts.append("users: \(list(users))")
    if !entry.messages.isEmpty { parts.append("messages: \(list(entry.messages.map(fill)))") }
    return "{\(parts.joined(separator: ", "))}"
  }

  private static func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }

  /// A JSON text, which is one in YAML as well.
  private static func quoted(_ text: String) -> String {
    (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

@Suite("entries from random tables")
struct TablePropertyTests {
  @Test("what a manifest over a table declares and what is wrong with it is that of the entries written out by hand")
  func expansion() throws {
    var (compared, invalid, repeated, conflicts) = (0, 0, 0, 0)
    for seed in 0..<600 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let random = RandomTables(using: &generator)
      let set = try TableSet(random.overTable, csv: random.csv)
      let reading = try set.read()
      guard let text = random.writtenOut else {
        #expect(reading.diagnostics.contains { $0.code == .emptyCell }, "seed \(seed)")
        continue
      }
      let expected = try ManifestSet.of(text)
      let warnings: Set<DiagnosticCode> = [.unusedRow, .noRow, .emptyRequests, .repeatedRow]
      let found = reading.diagnostics.filter { !warnings.contains($0.code) }
      #expect(
        Set(found.map { "\($0.code) \($0.message)" })
          == Set(expected.diagnostics.filter { !warnings.contains($0.code) }.map { "\($0.code) \($0.message)" }),
        "seed \(seed)\n\(random.overTable)\n\(random.csv)\n\(text)")
      #expect(reading.declarationCount == expected.declarationCount, "seed \(seed)")
      #expect(Self.meaning(of: reading) == Self.meaning(of: expected), "seed \(seed)")
      compared += 1
      repeated += reading.diagnostics.contains { $0.code == .repeatedRow } ? 1 : 0
      conflicts += reading.diagnostics.contains { $0.code == .duplicateDeclaration } ? 1 : 0
      invalid += expected.isValid ? 0 : 1
    }
    #expect(compared > 100 && invalid > 20 && invalid < compared - 20 && repeated > 10 && conflicts > 10)
  }

  private static func meaning(of set: ManifestSet) -> [String] {
    zip(set.declared, set.people).map { request, person in
      "\(request.entry.name ?? "") \(request.entry.subject) \(request.entry.messages) \(person)"
    }
  }

  @Test("each cell's place is where an editor shows it, in every encoding, with every end of lines")
  func places() throws {
    let texts = ["", "a", "é\u{301}x", "\u{1F600}", "two\nlines", "\"q\"", "a,b", " edge ", "\u{2028}"]
    for seed in 0..<200 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &generator)!
      var text = "bad,a,b"
      var (line, expected) = (1, [String]())
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        text += lineEnd
        line += 1
        // The place is counted here character by character, over what was written before it on its line.
        var before = ""
        for column in 0..<3 {
          let cell = column == 2 ? "=1" : texts.randomElement(using: &generator)!.replacing("\n", with: lineEnd)
          let isQuoted =
            column < 2
            && (cell.contains { ",\"\n\r".contains($0) } || cell.unicodeScalars.contains { $0 == "\r" || $0 == "\n" })
          let written = isQuoted ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
          if column == 2 { expected.append("t.csv:\(line):\(before.unicodeScalars.count + 1) cell") }
          text += written + (column < 2 ? "," : "")
          before += written + ","
          if let range = before.range(of: lineEnd, options: [.backwards, .literal]) {
            line += before.components(separatedBy: lineEnd).count - 1
            before = String(before[range.upperBound...])
          }
        }
      }
      for (encoding, mark) in [(String.Encoding.utf8, [UInt8]()), (.utf16LittleEndian, [0xFF, 0xFE])] {
        let manifest = TableSet.manifest("users: [\"x${b}@x.org\"]")
        let set = try TableSet(manifest, ["t.csv": Data(mark) + text.data(using: encoding)!])
        #expect(set.findings(try set.read()) == expected, "seed \(seed) \(text.debugDescription) \(expected)")
      }
    }
  }
}
