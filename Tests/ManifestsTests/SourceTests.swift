import Foundation
import Manifests
import RequestModel
import Testing

@Suite("sources")
struct SourceTests {
  private let folder = NSTemporaryDirectory() + "/writ-sources-\(UInt64.random(in: 0...UInt64.max))"

  private func write(_ path: String, _ text: String = "") throws {
    let url = URL(fileURLWithPath: folder + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func names(_ paths: [String]) throws -> [String] {
    try ManifestReader().read(paths.map { folder + "/" + $0 }, keeping: .count).sources.map {
      String($0.name.dropFirst(folder.count + 1))
    }
  }

  @Test("a folder gives its manifests at any depth, in order, without hidden ones; a file is read once")
  func folders() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for path in ["b.yaml", "a.yml", "deep/er/c.yaml", ".hidden/d.yaml", ".e.yaml", "notes.txt", "z.json"] {
      try write(path)
    }
    try FileManager.default.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: folder)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/b-again.yaml", withDestinationPath: folder + "/b.yaml")
    #expect(try names(["."]) == ["./a.yml", "./b-again.yaml", "./deep/er/c.yaml"])
    #expect(
      try names(["z.json", "deep", "a.yml", "deep/er/c.yaml", "a.yml"]) == ["z.json", "deep/er/c.yaml", "a.yml"])
  }

  @Test("what cannot be read at all is thrown, with the path")
  func missing() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("empty/notes.txt")
    #expect(throws: ManifestSourceError.nothingNamed) { try ManifestReader().read([], keeping: .count) }
    #expect(throws: ManifestSourceError.missing(path: folder + "/none.yaml")) { try names(["none.yaml"]) }
    #expect(throws: ManifestSourceError.emptyFolder(path: folder + "/empty")) { try names(["empty"]) }
    #expect(throws: ManifestSourceError.repeatedStandardInput) {
      try ManifestReader().read(["-", "-"], keeping: .count)
    }
    #expect(ManifestSourceError.missing(path: "x").text == "x: no such file or folder")
  }

  @Test("standard input is spooled, so that it can be read twice and shown")
  func standardInput() throws {
    let pipe = Pipe()
    let text = head + "requests:\n  - { requestType: a, subject: '', }\nrequestTypes: { a: { id: \(typeID) } }\n"
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try pipe.fileHandleForWriting.close()
    let reading = try ManifestReader(standardInput: pipe.fileHandleForReading.fileDescriptor).read(
      ["-"], keeping: .count)
    #expect(reading.diagnostics.map(\.place.text) == ["-:4:32"])
    #expect(reading.diagnostics.map(\.code) == ["subject-length"])
    let finding = try #require(reading.diagnostics.first)
    let excerpt = SourceExcerpts(of: reading.diagnostics, in: reading.sources).excerpt(for: finding)
    #expect(excerpt?.text == "  - { requestType: a, subject: '', }")
  }

  @Test(
    "the examples are what they say",
    arguments: [("hello", 1, 1), ("team", 6, 9), ("people", 1, 4), ("prompts", 2, 2), ("onboarding-500", 12, 500)])
  func examples(name: String, entries: Int, declarations: Int) throws {
    let reading = try ManifestReader().read([Self.project + "/examples/\(name).yaml"], keeping: .declarations)
    #expect(reading.diagnostics == [])
    #expect(reading.entryCount == entries)
    #expect(reading.declarations.count == declarations)
  }

  @Test("the broken example shows each finding where its comment says so")
  func brokenExample() throws {
    let path = Self.project + "/examples/broken.yaml"
    let reading = try ManifestReader().read([path], keeping: .count)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated().dropFirst(2) {
      let found = reading.diagnostics.filter { $0.range.start.line == number + 1 }.map(\.code)
      let comment = line.split(separator: "#").dropFirst().first.map(String.init) ?? ""
      #expect(found.isEmpty == comment.isEmpty, "line \(number + 1)")
      for code in found { #expect(comment.contains(code), "line \(number + 1)") }
    }
    let shown = Set(reading.diagnostics.map(\.code))
    let needsOwnFile: Set<FindingCode> = [
      .syntax, .encoding, .controlCharacter, .byteOrderMark, .fileSize, .depthLimit, .aliasLimit, .nodeLimit,
      .declarationLimit, .extraDocument, .keyOrder, .fieldCount,
    ]
    #expect(FindingCode.allCases.filter { !shown.contains($0.rawValue) && !needsOwnFile.contains($0) } == [])
  }

  static let project = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().path
}
