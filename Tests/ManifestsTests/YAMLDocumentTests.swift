import Foundation
import Manifests
import Model
import Testing

@Suite("small documents")
struct YAMLDocumentTests {
  private static func read(
    _ bytes: [UInt8], name: String, limit: Int = YAMLDocument.sizeLimit
  ) throws -> YAMLDocument.Reading {
    try YAMLDocument.read(ManifestSource(name: name, bytes: bytes), limit: limit)
  }

  @Test("values, items, pairs and marks of a document can be read while it is there")
  func reading() throws {
    let text = "okta:\n  client:\n    orgUrl: https://a.b\n    scopes: [one, 'two']\n    token: ~\n"
    let reading = try Self.read(Array(text.utf8), name: "okta.yaml")
    #expect(reading.findings == [])
    try #require(reading.document).withRoot { root in
      let client = root?.value(for: "okta")?.value(for: "client")
      #expect(client?.value(for: "orgUrl")?.text == "https://a.b")
      #expect(client?.value(for: "scopes")?.items.map(\.text) == ["one", "two"])
      #expect(client?.value(for: "token")?.isNull == true)
      #expect(client?.value(for: "token")?.text == nil)
      #expect(client?.value(for: "none") == nil)
      #expect(client?.pairs.map { $0.key.text } == ["orgUrl", "scopes", "token"])
      #expect(client?.value(for: "scopes")?.range.start == SourceMark(line: 4, column: 13))
    }
  }

  @Test("aliases and merge keys are followed")
  func merged() throws {
    let text = "a: &a { x: 1, y: 2 }\nb: { <<: *a, y: 3 }\nc: *a\n"
    let reading = try Self.read(Array(text.utf8), name: "d.yaml")
    try #require(reading.document).withRoot { root in
      let merged = root?.value(for: "b")
      #expect(merged?.pairs.map { "\($0.key.text ?? ""):\($0.value.text ?? "")" } == ["y:3", "x:1"])
      #expect(merged?.value(for: "x")?.alias?.start == SourceMark(line: 2, column: 10))
      #expect(root?.value(for: "c")?.value(for: "y")?.text == "2")
    }
  }

  @Test("a second document, a wrong size and a syntax error are findings; an empty file has no root")
  func findings() throws {
    #expect(
      try Self.read(Array("a\n---\nb\n".utf8), name: "d").findings.map(\.code) == [.extraDocument])
    #expect(
      try Self.read([UInt8](repeating: 0x20, count: 11), name: "d", limit: 10).findings.map(\.code) == [
        .fileSize
      ])
    #expect(try Self.read(Array("a: [".utf8), name: "d").findings.map(\.code) == [.syntax])
    let reading = try Self.read([], name: "d")
    #expect(reading.findings == [])
    #expect(try #require(reading.document).withRoot { $0 == nil })
    #expect(throws: ManifestSourceError.missing(path: "/nowhere/at/all")) {
      try YAMLDocument.read(path: "/nowhere/at/all")
    }
  }
}
