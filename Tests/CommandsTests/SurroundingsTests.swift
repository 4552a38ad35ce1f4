import Foundation
import Testing

@Suite("Homes, temporary folders and selections")
struct SurroundingsTests {
  @Test("plan ignores a home folder that cannot be read where variables or flags name the org and the token")
  func home() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    try folder.file("token", ServedOrg.token)
    try await ServedOrg.with { org in
      // A file in the place of the folder: no user can read on, not even root.
      let home = ["HOME": folder.path("token")]
      let full = org.environment.merging(home) { $1 }
      #expect(try await WritProgram.run("plan", "m.yaml", environment: full, folder: folder.url).status == 0)
      let flags = ["plan", "m.yaml", "--org-url", org.url, "--token-file", "token"]
      #expect(try await WritProgram.run(list: flags, environment: home, folder: folder.url).status == 0)

      let noToken = home.merging(["OKTA_CLIENT_ORGURL": org.url]) { $1 }
      let transcript = Transcript("home-not-readable", in: folder, environment: noToken)
      #expect(try await transcript.run("plan", "m.yaml").status == 64)
      try transcript.check()
      // The org may stand in that file.
      let noOrg = home.merging(["OKTA_CLIENT_TOKEN": "t0ken"]) { $1 }
      #expect(try await WritProgram.run("plan", "m.yaml", environment: noOrg, folder: folder.url).status == 1)
    }
  }

  @Test("validate reads a large manifest from standard input without a folder for temporary files")
  func standardInput() async throws {
    // Of any size, and in pieces.
    let manifest = ManifestText.requests(20_000)
    let file = try ScratchFolder()
    try file.file("m.yaml", manifest)
    for script in [#"exec "$@" < m.yaml"#, #"cat m.yaml | "$@""#] {
      let run = try await WritProgram.run(
        list: ["validate", "-"], environment: ["TMPDIR": "/dev/null"], folder: file.url, shell: script)
      #expect(run.status == 0 && run.output.contains("20,000 "), "\(run.error)")
    }
  }

  @Test("--select can be repeated, and a pattern that selects nothing is an error that names it")
  func select() async throws {
    let folder = try ScratchFolder()
    let names = ["web", "wiki", "mail"]
    let entries = names.map { name in
      "  - { name: \(name), requestTypeId: 61eb2db568c7c300079fefd2, subject: \(name), users: [00u00000000000000001] }\n"
    }
    try folder.file("m.yaml", "apiVersion: writ/v1\nkind: AccessRequests\nrequests:\n" + entries.joined())
    try await ServedOrg.with { org in
      for (patterns, count) in [([], 3), (["w*"], 2), (["web", "mail"], 2), (["w*", "web"], 2), (["*", "mail"], 3)] {
        let arguments = ["plan", "m.yaml", "--format", "json"] + patterns.flatMap { ["--select", $0] }
        let run = try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url)
        #expect(run.output.contains("\"create\": \(count)"), "\(patterns): \(run.output)")
      }
      let transcript = Transcript("select-nothing", of: org, in: folder)
      #expect(try await transcript.run("plan", "m.yaml", "--select", "web", "--select", "mial").status == 64)
      try transcript.check()
    }
  }
}
