import Foundation
import Testing

/// README.md and docs are true to the program. `WRIT_UPDATE_GOLDENS=1` writes their sessions again.
@Suite("documentation")
struct DocumentationTests {
  private static let commands = [
    "validate", "plan", "apply", "cancel", "status", "wait", "export", "request-types list", "request-types get",
    "request-types scaffold", "report", "requests list", "requests get", "requests create", "requests message",
    "journal list",
    "journal show", "journal resolve", "state init", "state check", "state export", "state import", "state adopt",
    "auth check", "serve", "schema",
  ]

  @Test("the documentation has a page for each topic that README.md links to")
  func pages() {
    let topics = [
      "manifest", "commands", "status", "cancel", "connecting", "state", "rate-limits", "local-server",
      "troubleshooting",
    ]
    #expect(Set(topics.map { "docs/\($0).md" }).isSubset(of: DocumentationPage.guides))
  }

  @Test("each session of a page of the documentation prints what the page shows", arguments: DocumentationPage.guides)
  func sessions(path: String) async throws {
    try await DocumentationSession(try DocumentationPage(path: path)).check()
  }

  @Test("each manifest and seed that the documentation shows is valid", arguments: DocumentationPage.guides)
  func manifests(path: String) async throws {
    let page = try DocumentationPage(path: path)
    for block in page.blocks where block.language == "yaml" {
      let text = page.text(of: block)
      let place = Comment(rawValue: "\(path):\(block.range.lowerBound)")
      if block.title?.hasSuffix("seed.yaml") == true {
        let seed = try ScratchFolder()
        try seed.file("seed.yaml", text)
        try await ServedOrg.with("--seed", seed.path("seed.yaml")) { _ in }
      } else if text.contains("apiVersion:") {
        // The tables that it names are blocks of the page, too.
        let folder = try ScratchFolder()
        for other in page.blocks where other.language == "csv" {
          try folder.file(other.title ?? "", page.text(of: other))
        }
        let run = try await WritProgram.run("validate", "-", input: text, folder: folder.url)
        #expect(run.status == 0 && run.error == "", place)
      }
    }
  }

  @Test("docs/commands.md lists the flags of each command's help", arguments: commands)
  func flags(command: String) throws {
    let page = try DocumentationPage(path: "docs/commands.md")
    let section = try page.section("## writ \(command)")
    var listed = Self.listedFlags(section)
    for line in section where line.hasPrefix("Also: ") {
      for link in line.matches(of: /\[(?<heading>[^\]]+)\]\(#/) {
        listed.formUnion(Self.listedFlags(try page.section("### \(link.heading)")))
      }
    }
    let help = try Golden.text("help-\(command.replacing(" ", with: "-")).txt")
    let own = help.split(separator: "\n").compactMap { $0.firstMatch(of: /^  (?:-\w, )?(?<flag>--[a-z-]+)/)?.flag }
    #expect(listed == Set(own.map(String.init)))
  }

  @Test("each flag that the documentation names is a flag of writ", arguments: DocumentationPage.guides)
  func namedFlags(path: String) throws {
    let page = try DocumentationPage(path: path)
    let help = try (Self.commands + [""]).map { command in
      try Golden.text("help\(command.isEmpty ? "" : "-")\(command.replacing(" ", with: "-")).txt")
    }.joined()
    for line in page.prose {
      for match in line.text.matches(of: /`[^`]*?(?<flag>--[a-z][a-z-]+)/) {
        #expect(help.contains(match.flag), "\(path):\(line.number): \(match.flag)")
      }
    }
  }

  @Test("docs/commands.md lists every exit status")
  func statuses() throws {
    let section = try DocumentationPage(path: "docs/commands.md").section("## Exit statuses")
    let listed = section.compactMap { $0.firstMatch(of: /^\| (?<status>\d+) \|/)?.status }.map(String.init)
    let source = try String(
      contentsOf: WritProgram.checkout.appending(path: "Sources/Commands/Runtime/ExitStatus.swift"), encoding: .utf8)
    #expect(listed == source.matches(of: /case \w+ = (?<status>\d+)/).map { String($0.status) })
  }

  @Test("docs/commands.md explains every key of the JSON that it shows")
  func keys() throws {
    let page = try DocumentationPage(path: "docs/commands.md")
    let explained = page.prose.map(\.text).joined(separator: "\n")
    let sessions = page.blocks.filter { $0.language == "console" }.map { page.text(of: $0) }.joined()
    let keys = Set(sessions.matches(of: /"(?<key>[A-Za-z]+)": ?/).map { String($0.key) })
    #expect(!keys.isEmpty)
    for key in keys.sorted() { #expect(explained.contains("`\(key)`"), "\(key)") }
  }

  @Test("each link of the documentation leads to a file and a heading that exist", arguments: DocumentationPage.all)
  func links(path: String) throws {
    let page = try DocumentationPage(path: path)
    let folder = WritProgram.checkout.appending(path: path).deletingLastPathComponent()
    for line in page.prose {
      for match in line.text.matches(of: /\]\((?!https?:)(?<path>[^)#\s]*)(?:#(?<heading>[^)\s]+))?\)/) {
        let target =
          match.path.isEmpty ? WritProgram.checkout.appending(path: path) : folder.appending(path: match.path)
        #expect(FileManager.default.fileExists(atPath: target.path), "\(path):\(line.number): \(match.path)")
        guard let heading = match.heading, let text = try? String(contentsOf: target, encoding: .utf8) else { continue }
        let anchors = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map(Self.anchor)
        #expect(anchors.contains(String(heading)), "\(path):\(line.number): #\(heading)")
      }
    }
  }

  @Test("each type, file and folder that ARCHITECTURE.md names is one of the sources")
  func types() throws {
    var words: Set<Substring> = []
    for folder in ["Sources", "Tests"] {
      let url = WritProgram.checkout.appending(path: folder)
      for path in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
        words.formUnion(path.split { "/.".contains($0) })
        guard path.hasSuffix(".swift") else { continue }
        let source = try String(contentsOf: url.appending(path: path), encoding: .utf8)
        words.formUnion(source.matches(of: /\b[A-Z]\w+/).map(\.output))
      }
    }
    for line in try DocumentationPage(path: "ARCHITECTURE.md").prose {
      for match in line.text.matches(of: /`(?<type>[A-Z][a-z][A-Za-z]+)(\.\w+)?(\(.*?\))?`/) {
        let isKnown = words.contains(match.type)
        #expect(isKnown, "ARCHITECTURE.md:\(line.number): \(match.type)")
      }
    }
  }

  private static func listedFlags(_ section: [String]) -> Set<String> {
    Set(section.compactMap { $0.firstMatch(of: /^\| `(?:-\w, )?(?<flag>--[a-z-]+)/)?.flag }.map(String.init))
  }

  /// The name that GitHub gives a heading's anchor.
  private static func anchor(_ heading: Substring) -> String {
    heading.drop { $0 == "#" || $0 == " " }.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
      .replacing(" ", with: "-")
  }
}
