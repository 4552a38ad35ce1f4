import Foundation
import Model
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("texts of others in a report")
struct HostileReportTests {
  /// What someone writes who wants to be more than text.
  private static let pieces = [
    "<script>alert(1)</script>", "</td></table>", "\"", "'", "&amp;", "]]>", "-->", "`", "```", "|", "\\|", "**b**",
    "@ceo",
    "#1", "[a](javascript:x)", "=1+1", "+1", "-1", "@SUM(A1)", "\t", "\n", "\r", "\u{0}", "\u{1B}[31m", "\u{202E}",
    "\u{FFFE}", "::error::x", "##vso[task.complete]", "%0A", ",", ";", "é", "日本", "👩‍👩‍👧", " ", "</svg>", "url(#done)",
  ]

  /// The same texts for the same seed.
  private static func texts(_ seed: UInt64, count: Int) -> [String] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
  }

  private static func report(_ texts: [String], statuses: [String] = ["created", "blocked", "waiting", "ambiguous"])
    -> RunReport
  {
    var report = SampleReport.apply
    report.rows = texts.enumerated().map { index, text in
      ReportRow(
        name: index % 2 == 0 ? text : nil, requestTypeID: Sample.type, requestType: texts[(index + 1) % texts.count],
        requester: Sample.user, login: texts[(index + 2) % texts.count], subject: text,
        status: statuses[index % statuses.count], decidedBy: text, reason: texts[(index + 3) % texts.count],
        place: SourcePlace(file: texts[0], mark: .start))
    }
    report.notes = texts
    report.failure = RunReport.Failure(message: texts[0], hint: texts[1])
    report.findings[0].message = texts[2]
    return report
  }

  @Test("A page holds no element that a subject, a login or a reason brought along", arguments: 1...20)
  func html(seed: UInt64) {
    let page = ReportHTML.text(Self.report(Self.texts(seed, count: 12)))
    let known: Set = [
      "html", "head", "meta", "title", "style", "body", "header", "h1", "p", "strong", "br", "dl", "div", "dt", "dd",
      "main", "section", "h2", "figure", "figcaption", "bdi", "small", "svg", "defs", "pattern", "path", "circle", "g",
      "rect", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "span", "code", "time", "footer", "!doctype",
    ]
    let tags = page.matches(of: /<\/?([^\s>\/]+)/).map { String($0.output.1) }
    #expect(Set(tags).subtracting(known).isEmpty)
    for tag in ["td", "section", "bdi", "svg", "table"] {
      #expect(tags.count { $0 == tag }.isMultiple(of: 2), "\(tag)")
    }
    #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isObeyedByTerminals })
  }

  @Test("JUnit XML is well-formed, and gives back each subject, whatever that holds", arguments: 1...20)
  func jUnit(seed: UInt64) {
    let texts = Self.texts(seed, count: 12)
    let collector = TestNames()
    let parser = XMLParser(data: Data(ReportJUnit.text(Self.report(texts)).utf8))
    parser.delegate = collector
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    for text in texts {
      let subject = text.terminalSafe.replacing("\u{FFFE}", with: "\u{FFFD}")
      #expect(collector.names.contains { $0.contains(subject) }, "\(subject)")
    }
  }

  @Test("CSV read again gives each text, with an apostrophe before what a spreadsheet would compute", arguments: 1...20)
  func csv(seed: UInt64) throws {
    let report = Self.report(Self.texts(seed, count: 12))
    let records = CSVRecords.read(ReportCSV.text(report))
    let column = try #require(records[0].firstIndex(of: "subject"))
    #expect(records.allSatisfy { $0.count == records[0].count })
    for (record, row) in zip(records.dropFirst(), report.rows) {
      let shown = String(String.UnicodeScalarView(row.subject.unicodeScalars.map { $0 == "\n" ? $0 : $0.terminalSafe }))
      #expect(record[column] == shown || record[column] == "'" + shown)
      #expect(!record.contains { "=+-@\t\r\n".contains($0.first ?? "x") })
    }
  }

  @Test(
    "Markdown holds no mark, no element and no mention of another's text, and each row is one line", arguments: 1...20)
  func markdown(seed: UInt64) {
    let report = Self.report(Self.texts(seed, count: 12))
    let text = ReportMarkdown.text(report)
    #expect(!text.contains("<script") && !text.contains("**b**") && !text.contains("```") && !text.contains("](java"))
    #expect(!text.contains("@") && !text.dropFirst(200).contains("-->"))
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("<code>") }
    #expect(rows.allSatisfy { [4, 5].contains($0.count { $0 == "|" }) })
  }

  @Test("Markdown of many long texts fits a comment, closes what it folds and counts what it leaves out")
  func markdownFits() throws {
    let texts = (0..<4_000).map { String(repeating: "|&<`", count: 60) + String($0) }
    let text = ReportMarkdown.text(Self.report(texts))
    #expect(text.utf16.count <= 65_000)
    #expect(text.hasPrefix("<!-- writ-apply:https://org.example -->\n"))
    #expect(text.count(of: "<details>") == text.count(of: "</details>") && text.contains("</details>"))
    let left = text.matches(of: /…and ([0-9,]+) more\n/).compactMap { Int($0.output.1.replacing(",", with: "")) }
    let shown = ["❌", "❓", "⏳", "✅"].map { text.count(of: "| \($0) ") }.reduce(0, +)
    #expect(left.reduce(0, +) + shown >= 4_000)
    #expect(text.contains("exit status 5"))
  }

  @Test("An annotation is one line, and no text of a manifest ends its properties", arguments: 1...20)
  func annotations(seed: UInt64) {
    let report = Self.report(Self.texts(seed, count: 12))
    for service in ReportAnnotations.Service.allCases {
      for line in ReportAnnotations(for: service).lines(report) {
        #expect(line.unicodeScalars.allSatisfy { !$0.isObeyedByTerminals })
        let isWhole =
          switch service {
          case .gitHub: line.wholeMatch(of: /::(?:error|warning|notice) [^:]*::.*/) != nil
          case .azure: line.wholeMatch(of: /##vso\[task\.logissue [^\]]*\].*/) != nil
          }
        #expect(isWhole, "\(line)")
      }
    }
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}

/// The names of a document's tests.
private final class TestNames: NSObject, XMLParserDelegate {
  var names: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if element == "testcase" { names.append(attributes["name"] ?? "") }
  }
}

/// A reader of RFC 4180.
private enum CSVRecords {
  static func read(_ text: String) -> [[String]] {
    var records: [[String]] = [[""]]
    var isQuoted = false
    var scalars = text.unicodeScalars[...]
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    func add(_ scalar: Unicode.Scalar) {
      records[records.count - 1][records[records.count - 1].count - 1].unicodeScalars.append(scalar)
    }
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        scalars.removeFirst()
        add(scalar)
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: records[records.count - 1].append("")
      case "\r" where !isQuoted && scalars.first == "\n":
        scalars.removeFirst()
        records.append([""])
      default: add(scalar)
      }
    }
    return records.dropLast()
  }
}
