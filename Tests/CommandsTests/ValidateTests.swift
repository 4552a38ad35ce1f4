import Foundation
import Testing

@Suite("writ validate")
struct ValidateTests {
  @Test("shows every problem of a broken manifest with its place")
  func text() async throws {
    let run = try await WritProgram.run("validate", "examples/broken.yaml")
    #expect(run.status == 3)
    #expect(run.error == "")
    try Golden.check(run.output, "validate-broken.txt")
  }

  @Test("tells programs the same, with the same status")
  func json() async throws {
    let run = try await WritProgram.run("validate", "--format", "json", "examples/broken.yaml")
    #expect(run.status == 3)
    #expect(run.error == "")
    try Golden.check(run.output, "validate-broken.json")
  }

  @Test("accepts the examples, and counts what they declare")
  func valid() async throws {
    let run = try await WritProgram.run("validate", "examples/hello.yaml", "examples/team.yaml")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: /2 files, \d+ declarations, 0 errors\n/) != nil)
    let json = try await WritProgram.run("validate", "--format", "json", "examples/hello.yaml")
    #expect(json.status == 0)
    #expect(json.output.hasPrefix("{\n  \"formatVersion\": 1,\n  \"valid\": true,\n  \"declarations\": 1,\n"))
  }

  @Test("reads standard input as -")
  func standardInput() async throws {
    let manifest = try String(contentsOf: WritProgram.checkout.appending(path: "examples/hello.yaml"), encoding: .utf8)
    let valid = try await WritProgram.run("validate", "-", input: manifest)
    #expect(valid.status == 0)
    #expect(valid.output == "1 file, 1 declaration, 0 errors\n")
    let broken = try await WritProgram.run("validate", "-", input: "apiVersion: [")
    #expect(broken.status == 3)
    #expect(broken.output.hasPrefix("-:2:1: error[syntax]: "))
  }

  @Test("names a path that is not there, and what to do")
  func missing() async throws {
    let run = try await WritProgram.run("validate", "no/such/file.yaml")
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.error.contains("no/such/file.yaml: no such file or folder\nhint: "))
  }

  @Test("names a folder without manifests")
  func emptyFolder() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("notes.txt", "nothing")
    let run = try await WritProgram.run("validate", ".", folder: scratch.url)
    #expect(run.status == 64)
    #expect(run.error.hasPrefix("error: .: no .yaml or .yml files in this folder\nhint: "))
    #expect(try await WritProgram.run("validate", ".", "--allow-empty", folder: scratch.url).status == 0)
  }

  @Test("notes which files of a folder are not manifests, and reports an empty set as an error")
  func folders() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("okta.yaml", "okta: { client: { orgUrl: http://127.0.0.1:1 } }")
    let none = try await WritProgram.run("validate", ".", folder: scratch.url)
    #expect(none.status == 3)
    #expect(none.output.hasPrefix(".:1:1: error[empty-set]: "))
    #expect(none.error == "note: ./okta.yaml was skipped: not a manifest (name it to read it)\n")
    let allowed = try await WritProgram.run("validate", ".", "--allow-empty", folder: scratch.url)
    #expect(allowed.status == 0)
    #expect(allowed.output == "0 files, 0 declarations, 0 errors\n")
    try scratch.file("A.YAML", "apiVersion: writ/v1\nkind: AccessRequests\nrequests: []\n")
    let warned = try await WritProgram.run("validate", "--format", "json", "--quiet", ".", folder: scratch.url)
    #expect(warned.status == 0)
    #expect(warned.error == "")
    #expect(warned.output.contains("\"valid\": true") && warned.output.contains("\"severity\": \"warning\""))
  }

  @Test("a path that the system cannot open is a failure", arguments: ["through/a.yaml", "loop.yaml"])
  func unreadable(path: String) async throws {
    let scratch = try ScratchFolder()
    try scratch.file("through", "a file, not a folder")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("loop.yaml"), withDestinationPath: scratch.path("loop.yaml"))
    let run = try await WritProgram.run("validate", path, folder: scratch.url)
    #expect(run.status == 1)
    #expect(run.error.hasPrefix("error: cannot read \(path): "))
  }

  @Test("a control character in a file's name is shown, not sent to the terminal")
  func hostileName() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("a\u{1B}[31m.yaml", "requests: x")
    let run = try await WritProgram.run("validate", ".", folder: scratch.url)
    #expect(run.status == 3)
    #expect(!run.output.contains("\u{1B}"))
    #expect(run.output.contains("a␛[31m.yaml:1:11: error["))
  }
}
