import Foundation
import Journaling
import TestPostgreSQL
import Testing

@Suite("writ state")
struct StateCommandTests {
  @Test("a state in a file is made, checked, exported and imported, and what was done stays done")
  func file() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with { org in
      let transcript = Transcript("state-file", of: org, in: folder)
      #expect(try await transcript.run("state", "check").status == 64)
      #expect(try await transcript.run("state", "init").status == 0)
      #expect(try await transcript.run("state", "check").status == 0)
      #expect(
        try await WritProgram.run(
          "apply", "m.yaml", "--yes", environment: org.environment, folder: folder.url
        ).status == 0)
      #expect(try await transcript.run("state", "export", "copy.db").status == 0)
      #expect(try await transcript.run("state", "import", "copy.db").status == 1)
      #expect(try await transcript.run("state", "import", "copy.db", "--state", "new.db").status == 0)
      #expect(try await transcript.run("state", "import", "missing.db", "--state", "new.db").status == 64)
      #expect(try await transcript.run("state", "adopt").status == 64)
      #expect(try await transcript.run("plan", "m.yaml", "--state", "new.db").status == 0)
      #expect(try await transcript.run("state", "check", "--state", "new.db", "--format", "json").status == 0)
      try transcript.check()
      #expect(try await org.statistics().requests == 3)
    }
  }

  @Test(
    "a state in PostgreSQL is made by an administrator, used by a role that may only use it, and continues a file's")
  func postgreSQL() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3, messages: ["hello"]))
    let (cluster, schema) = (try await PostgresCluster.shared.value, PostgresCluster.newSchema())
    let admin = try await cluster.database(schema: schema)
    let role = "runner_\(schema)"
    _ = try await admin.run([.change("CREATE ROLE \(role) LOGIN")])
    let script = try await WritProgram.run(
      "state", "init", "--print", "--role", role, "--state", "postgres:///postgres?schema=\(schema)",
      folder: folder.url)
    for statement in script.output.components(separatedBy: ";\n\n") {
      let text = statement.trimmingCharacters(in: CharacterSet(charactersIn: ";\n"))
      if !["BEGIN", "COMMIT"].contains(text) { _ = try await admin.run([.change(text)]) }
    }
    let state = ["WRIT_STATE": "postgres:///postgres?schema=\(schema)", "PGHOST": cluster.folder, "PGUSER": role]
    try await ServedOrg.with { org in
      let environment = org.environment.merging(state) { $1 }
      func run(_ arguments: String...) async throws -> WritProgram.Run {
        try await WritProgram.run(list: arguments, environment: environment, folder: folder.url)
      }
      let first = try await run("apply", "m.yaml", "--yes", "--state", ".writ/state.db")
      #expect(first.status == 0, "\(first.error)")
      let copied = try await run("state", "import", ".writ/state.db")
      #expect(copied.status == 0, "\(copied.error)")
      let again = try await run("apply", "m.yaml", "--yes")
      #expect(again.status == 0 && again.output == "No changes. 3 requests are as declared.\n", "\(again.error)")
      let check = try await run("state", "check")
      #expect(check.output.contains("\nruns        1, of which 0 running\nentries     6, "), "\(check.output)")
      try folder.file("m.yaml", ManifestText.requests(5, messages: ["hello"]))
      let more = try await run("apply", "m.yaml", "--yes")
      #expect(more.output.contains("Applied: 2 created, 2 messages sent, 3 unchanged in "), "\(more.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 5 && statistics.messages == 5)
    }
  }

  @Test("a password in WRIT_STATE is used, and stands in no output and no argument")
  func password() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let (cluster, schema) = (try await PostgresCluster.shared.value, PostgresCluster.newSchema())
    for word in ["s3cr%65t", "wr0ng-s3cr%65t"] {
      let environment = [
        "WRIT_STATE": "postgres://signed:\(word)@/postgres?schema=\(schema)", "PGHOST": cluster.folder,
      ]
      let run = try await WritProgram.run("state", "check", "-v", environment: environment, folder: folder.url)
      #expect(run.status != 0 && !(run.output + run.error).contains("s3cr"), "\(run.error)")
    }
  }

  @Test("a role that may only read plans from what the state holds, and is refused an apply")
  func reader() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3, messages: ["hello"]))
    let (cluster, schema) = (try await PostgresCluster.shared.value, PostgresCluster.newSchema())
    let admin = try await cluster.database(schema: schema)
    let state = ["WRIT_STATE": "postgres:///postgres?schema=\(schema)", "PGHOST": cluster.folder]
    try await ServedOrg.with { org in
      let owner = org.environment.merging(state.merging(["PGUSER": "postgres"]) { $1 }) { $1 }
      let made = try await WritProgram.run("apply", "m.yaml", "--yes", environment: owner, folder: folder.url)
      #expect(made.status == 0, "\(made.error)")
      _ = try await admin.run([
        .change("CREATE ROLE reader_\(schema) LOGIN"), .change("GRANT USAGE ON SCHEMA \(schema) TO reader_\(schema)"),
        .change("GRANT SELECT ON ALL TABLES IN SCHEMA \(schema) TO reader_\(schema)"),
      ])
      let reader = owner.merging(["PGUSER": "reader_\(schema)"]) { $1 }
      let plan = try await WritProgram.run("plan", "m.yaml", environment: reader, folder: folder.url)
      #expect(plan.status == 0 && plan.output == "No changes. 3 requests are as declared.\n", "\(plan.error)")
      #expect(plan.error.contains("cannot be written (permission denied for "), "\(plan.error)")
      let check = try await WritProgram.run("state", "check", environment: reader, folder: folder.url)
      #expect(check.status == 0 && check.error.contains("it can plan and read the journal, and not apply"))
      let apply = try await WritProgram.run("apply", "m.yaml", "--yes", environment: reader, folder: folder.url)
      #expect(apply.status == 1 && apply.error.contains("permission denied for "), "\(apply.error)")
      let alone = try await WritProgram.run(
        "apply", "m.yaml", "--yes", "--exclusive", environment: owner, folder: folder.url)
      #expect(alone.status == 64, "\(alone.error)")
      #expect(try await org.statistics().requests == 3)
    }
  }
}
