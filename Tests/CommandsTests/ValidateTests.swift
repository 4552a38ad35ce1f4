import Foundation
import Testing

@Suite("writ validate")
struct ValidateTests {
  @Test("validate prints every problem of a broken manifest with its place")
  func text() async throws {
    let run = try await WritProgram.run("validate", "examples/broken.yaml")
    #expect(run.status == 3)
    #expect(run.error == "")
    try Golden.check(run.output, "validate-broken.txt")
  }

  @Test("validate --format json prints the same findings, with the same status")
  func json() async throws {
    let run = try await WritProgram.run("validate", "--format", "json", "examples/broken.yaml")
    #expect(run.status == 3)
    #expect(run.error == "")
    try Golden.check(run.output, "validate-broken.json")
  }

  @Test("validate accepts the examples, and counts their declarations")
  func valid() async throws {
    let transcript = Transcript("validate-examples")
    #expect(try await transcript.run("validate", "examples/hello.yaml", "examples/team.yaml").status == 0)
    try transcript.check()
    let json = try await WritProgram.run("validate", "--format", "json", "examples/hello.yaml")
    #expect(json.status == 0)
    #expect(json.output.hasPrefix("{\n  \"formatVersion\": 1,\n  \"valid\": true,\n  \"declarations\": 1,\n"))
  }

  @Test("validate --only-manifests passes over what is not a manifest, and still reports a broken one")
  func onlyManifests() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("pod.yaml", "apiVersion: v1\nkind: Pod\n")
    try scratch.file("m.yaml", ManifestText.requests(2))
    let transcript = Transcript("validate-only-manifests", in: scratch)
    #expect(try await transcript.run("validate", "--only-manifests", "pod.yaml").status == 0)
    #expect(try await transcript.run("validate", "--only-manifests", "pod.yaml", "m.yaml").status == 0)
    try scratch.file("m.yaml", "kind: AccessRequests\n")
    #expect(try await transcript.run("validate", "--only-manifests", "pod.yaml", "m.yaml").status == 3)
    #expect(try await transcript.run("validate", "pod.yaml").status == 3)
    try transcript.check()
  }

  @Test("validate reads standard input as -")
  func standardInput() async throws {
    let manifest = try String(contentsOf: WritProgram.checkout.appending(path: "examples/hello.yaml"), encoding: .utf8)
    let transcript = Transcript("validate-standard-input")
    #expect(try await transcript.run("validate", "-", input: manifest).status == 0)
    let broken = try await transcript.run("validate", "-", input: "apiVersion: [")
    #expect(broken.status == 3)
    #expect(broken.output.hasPrefix("-:2:1: error[syntax]: "))
    try transcript.check()
  }

  @Test("validate ends with status 64 and names a path that does not exist")
  func missing() async throws {
    let transcript = Transcript("validate-missing")
    let run = try await transcript.run("validate", "no/such/file.yaml")
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.error.contains("no/such/file.yaml: "))
    try transcript.check()
  }

  @Test("validate refuses a folder without manifests, unless --allow-empty is given")
  func emptyFolder() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("notes.txt", "nothing")
    let transcript = Transcript("validate-empty-folder", in: scratch)
    #expect(try await transcript.run("validate", ".").status == 64)
    #expect(try await transcript.run("validate", ".", "--allow-empty").status == 0)
    try transcript.check()
  }

  @Test("validate lists the files of a folder that are not manifests, and refuses an empty set")
  func folders() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("okta.yaml", "okta: { client: { orgUrl: http://127.0.0.1:1 } }")
    let transcript = Transcript("validate-no-manifests", in: scratch)
    let none = try await transcript.run("validate", ".")
    #expect(none.status == 3)
    #expect(none.output.hasPrefix(".:1:1: error[empty-set]: "))
    #expect(try await transcript.run("validate", ".", "--allow-empty").status == 0)
    try transcript.check()
    try scratch.file("A.YAML", "apiVersion: writ/v1\nkind: AccessRequests\nrequests: []\n")
    let warned = try await WritProgram.run("validate", "--format", "json", "--quiet", ".", folder: scratch.url)
    #expect(warned.status == 0)
    #expect(warned.error == "")
    #expect(warned.output.contains("\"valid\": true") && warned.output.contains("\"severity\": \"warning\""))
  }

  @Test("validate ends with status 1 where the system cannot open a path")
  func unreadable() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("through", "a file, not a folder")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("loop.yaml"), withDestinationPath: scratch.path("loop.yaml"))
    let transcript = Transcript("validate-not-readable", in: scratch)
    for path in ["through/a.yaml", "loop.yaml"] {
      let run = try await transcript.run("validate", path)
      #expect(run.status == 1 && run.error.hasPrefix("error: ") && run.error.contains(path))
    }
    try transcript.check()
  }

  @Test("validate shows a control character in a file name instead of printing it")
  func hostileName() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("a\u{1B}[31m.yaml", "requests: x")
    let run = try await WritProgram.run("validate", ".", folder: scratch.url)
    #expect(run.status == 3)
    #expect(!run.output.contains("\u{1B}"))
    #expect(run.output.contains("a␛[31m.yaml:1:11: error["))
  }
}
