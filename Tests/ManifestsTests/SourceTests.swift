import Foundation
import Manifests
import Model
import Testing

@Suite("sources")
struct SourceTests {
  private let folder = NSTemporaryDirectory() + "/writ-sources-\(UInt64.random(in: 0...UInt64.max))"

  private static let manifest = head + "requests: [{ requestTypeId: \(typeID), subject: VPN }]\n"

  private func write(_ path: String, _ text: String = Self.manifest) throws {
    let url = URL(fileURLWithPath: folder + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func reading(_ paths: [String]) throws -> ManifestSet {
    try ManifestReader().read(paths.map { folder + "/" + $0 }, keeping: .count)
  }

  private func names(_ paths: [String]) throws -> [String] {
    try reading(paths).sources.map { String($0.name.dropFirst(folder.count + 1)) }
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

  @Test("the letters of a file's ending may be small or capital")
  func endings() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for path in ["A.YAML", "b.Yml", "c.yaml", "d.YAMLX", "yaml"] { try write(path) }
    #expect(try names(["."]) == ["./A.YAML", "./b.Yml", "./c.yaml"])
  }

  @Test("a file whose name is not UTF-8 is read, and its name shows the bytes")
  func rawNames() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("plain.yaml", "text")
    let raw =
      Array(folder.utf8) + Array("/caf\u{E9}".unicodeScalars.map { UInt8($0.value) }) + Array(".yaml".utf8) + [0]
    let file = raw.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { fopen($0.baseAddress!, "w") }
    }
    try #require(file != nil)
    fputs("other", file)
    fclose(file)
    // A manifest by its name only: what it holds has to be found.
    #expect(
      try reading(["."]).skippedFiles.map { $0.suffix(11) } == ["caf\\xE9.yaml", "/plain.yaml"].map { $0.suffix(11) })
    // The words of a command line have U+FFFD in place of the byte.
    let named = try reading(["caf\u{FFFD}.yaml"])
    #expect(named.sources.map(\.name) == [folder + "/caf\\xE9.yaml"])
    #expect(named.diagnostics.map(\.place.text) == [folder + "/caf\\xE9.yaml:1:1"])
    #expect(
      SourceExcerpts(of: named.diagnostics, in: named.sources).excerpt(for: named.diagnostics[0])?.line == "other")
  }

  /// What a file holds, and whether a folder takes it for a manifest.
  static let contents: [(text: String, isManifest: Bool)] = [
    ("okta: { client: { orgUrl: https://x.okta.com } }\n", false),
    ("apiVersion: v1\nkind: Pod\nspec: { requests: [] }\n", false),
    ("- requests\n- kind\n", false),
    ("a: requests\nb: [kind, AccessRequests]\n", false),
    ("", false),
    ("# nothing\n", false),
    ("a: {{ .Values.x }} }\n", false),
    ("apiVersion: writ/v2\n", true),
    ("x: 1\nkind: AccessRequests\n", true),
    ("requests:\n", true),
    ("requestTypes: {}\n", true),
    ("{\"kind\": \"AccessRequests\"}\n", true),
    ("a: 1\n---\n- b\n---\nc: [{}, *x]\nrequests: []\n", true),
    ("subject: @\nrequests: []\n", true),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", true),
  ]

  @Test("a folder passes over what is not a manifest, and a file that is named is read", arguments: contents)
  func passedOver(text: String, isManifest: Bool) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("a.yaml", text)
    try write("z.yaml")
    let found = try reading(["."])
    #expect(found.sources.count == (isManifest ? 2 : 1))
    #expect(found.skippedFiles == (isManifest ? [] : [folder + "/./a.yaml"]))
    for paths in [["a.yaml"], [".", "a.yaml"], ["a.yaml", "."]] {
      #expect(try reading(paths).sources.contains { $0.name.hasSuffix("a.yaml") })
      #expect(try reading(paths).skippedFiles == [])
    }
  }

  @Test("okta.yaml holds settings: however broken, a folder passes over it, unless it says that it is a manifest")
  func settingsFile() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("okta.yaml", "okta: [requests:\n")
    #expect(try reading(["."]).skippedFiles == [folder + "/./okta.yaml"])
    try write("okta.yaml")
    #expect(try names(["."]) == ["./okta.yaml"])
  }

  @Test(
    "what stands in place of a manifest is called by its name",
    arguments: [
      ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS pointer"),
      ("\n<!DOCTYPE HTML>\n<html></html>\n", "HTML"),
      ("<HTML><body>x</body></HTML>", "HTML"),
      ("{\n  \"formatVersion\": 1,\n  \"writVersion\": \"0.1.0\"\n}\n", "saved plan"),
      ("$ANSIBLE_VAULT;1.1;AES256\n6638\n", "Ansible Vault"),
    ])
  func wrongFile(text: String, noun: String) throws {
    for start in ["", "\u{FEFF}"] {
      let reading = try ManifestSet.of(start + text)
      #expect(reading.findings == [Expected(mark: .start, code: .wrongFile)])
      #expect(reading.diagnostics.first?.message.contains(noun) == true)
      #expect(reading.diagnostics.first?.hint != nil)
    }
  }

  @Test("what cannot be read at all is thrown, with the path")
  func missing() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("empty/notes.txt", "x")
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
    #expect(reading.diagnostics.map(\.code) == [.subjectLength])
    let finding = try #require(reading.diagnostics.first)
    let excerpt = SourceExcerpts(of: reading.diagnostics, in: reading.sources).excerpt(for: finding)
    #expect(excerpt?.line == "  - { requestType: a, subject: '', }")
  }

  @Test(
    "each example declares the entries and requests that it says",
    arguments: [("hello", 1, 1), ("team", 6, 9), ("people", 1, 4), ("prompts", 2, 2), ("onboarding-500", 12, 500)])
  func examples(name: String, entries: Int, declarations: Int) throws {
    let reading = try ManifestReader().read([Self.project + "/examples/\(name).yaml"], keeping: .declarations)
    #expect(reading.diagnostics == [])
    #expect(reading.entryCount == entries)
    #expect(reading.declarations.count == declarations)
  }

  @Test("the broken example has each finding where its comment says so")
  func brokenExample() throws {
    let path = Self.project + "/examples/broken.yaml"
    let reading = try ManifestReader().read([path], keeping: .count)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated().dropFirst(2) {
      let found = reading.diagnostics.filter { $0.range.start.line == number + 1 }.map(\.code)
      let comment = line.split(separator: "#").dropFirst().first.map(String.init) ?? ""
      #expect(found.isEmpty == comment.isEmpty, "line \(number + 1)")
      for code in found { #expect(comment.contains(code.rawValue), "line \(number + 1)") }
    }
    let shown = Set(reading.diagnostics.map(\.code))
    let needsOwnFile: Set<DiagnosticCode> = [
      .syntax, .encoding, .controlCharacter, .byteOrderMark, .fileSize, .depthLimit, .aliasLimit, .nodeLimit,
      .declarationLimit, .extraDocument, .keyOrder, .fieldCount, .wrongFile, .emptySet, .emptyRequests,
      .tableHeader, .tableQuotes, .rowLength,
    ]
    let needsOrg: Set<DiagnosticCode> = [
      .unknownUser, .ambiguousUser, .unknownGroup, .ambiguousGroup, .emptyGroup, .inactiveMembers, .inactiveUser,
      .missingRequestType, .requestTypeStatus, .unreadableFields, .ambiguousField,
    ]
    let missing = DiagnosticCode.allCases.filter { code in
      !shown.contains(code) && !needsOwnFile.contains(code) && !needsOrg.contains(code)
        && !code.rawValue.hasPrefix("seed-")
    }
    #expect(missing == [])
  }

  static let project = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().path
}
