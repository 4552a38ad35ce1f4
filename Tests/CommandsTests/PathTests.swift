import Foundation
import Testing

@Suite("A tilde in a path")
struct PathTests {
  @Test("~/ is the home folder in every option and variable that takes a path")
  func home() async throws {
    let (home, work) = (try ScratchFolder(), try ScratchFolder())
    try home.file("m.yaml", ManifestText.requests(2))
    try home.file("token", ServedOrg.token)
    try await ServedOrg.with { org in
      let environment = ["HOME": home.url.path, "OKTA_CLIENT_ORGURL": org.url]
      let plan = try await WritProgram.run(
        "plan", "~/m.yaml", "--token-file=~/token", "--out=~/monday.plan", "--state=~/one/state.db",
        environment: environment, folder: work.url)
      #expect(plan.status == 0, "\(plan.error)")
      let apply = try await WritProgram.run(
        "apply", "--plan=~/monday.plan", "--yes", "--token-file=~/token",
        environment: environment.merging(["WRIT_STATE": "~/one/state.db"]) { $1 }, folder: work.url)
      #expect(apply.status == 0, "\(apply.error)")
    }
    let validate = try await WritProgram.run("validate", "~/m.yaml", environment: ["HOME": home.url.path])
    #expect(validate.status == 0, "\(validate.error)")
    let made = try FileManager.default.contentsOfDirectory(atPath: home.url.path).sorted()
    #expect(made == ["m.yaml", "monday.plan", "one", "token"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.url.path) == [])
  }

  @Test("a URL is not taken for the path of a state, and no password in it is shown or kept")
  func stateURL() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let url = "MySQL://writ:s3cr%65t@db.internal/writ?password=s3cr%65t"
    let postgres = "Postgres://writ:s3cr%65t@db.internal/writ?password=s3cr%65t"
    let transcript = Transcript("state-is-a-url", in: folder)
    #expect(try await transcript.run("apply", "m.yaml", "--yes", "--state", url).status == 64)
    let variable = try await WritProgram.run(
      "journal", "list", "--verbose", environment: ["WRIT_STATE": url], folder: folder.url)
    #expect(variable.status == 64 && variable.error.contains("WRIT_STATE"), "\(variable.error)")
    try transcript.check()
    #expect(!variable.error.contains("s3cr") && !variable.output.contains("s3cr"))
    for url in [
      url, " " + url, postgres, " " + postgres, "postgres:/u:s3cret@h/db", "postgres:u:s3cret@h",
      "host=h password=s3cret",
    ] {
      let argument = try await WritProgram.run("apply", "m.yaml", "--state", url, folder: folder.url)
      #expect(argument.status == 64 && !argument.error.contains("s3cr") && !argument.output.contains("s3cr"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["m.yaml"])
  }

  @Test("any other tilde is part of a name, also where there is no home folder")
  func names() async throws {
    let work = try ScratchFolder()
    for (home, name) in [(work.url.path, "~root.yaml"), ("", "~/m.yaml"), (work.url.path, "~root/m.yaml")] {
      try work.file(name, ManifestText.requests(2))
      let run = try await WritProgram.run("validate", name, environment: ["HOME": home], folder: work.url)
      #expect(run.status == 0, "\(name): \(run.error)")
    }
  }
}
