import Foundation
import Testing

@Suite("new hires from a spreadsheet")
struct TableTests {
  private static let seed = """
    requestTypes:
      - id: 08ab2db568c7c300079fefd0
        name: salesforce
        fields:
          - { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, prompt: Department, required: true }
      - { id: 61eb2db568c7c300079fefd2, name: vpn }
    users:
      - { id: 00u00000000000000001, login: ada@example.com }
      - { id: 00u00000000000000002, login: ben@example.com }
      - { id: 00u00000000000000003, login: cy@example.com }
    """
  /// As Excel writes it in Germany.
  private static let hires =
    "\u{FEFF}Name;E-Mail;Department\r\n\"Ada\r\nLind\";ada@example.com;Sales\r\nBen;ben@example.com;IT\r\n"

  @Test("three commands lead from HR's file to the report, and next Monday's file needs only what is new in it")
  func story() async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", Self.seed)
    try folder.file("hires.csv", Self.hires.replacing("\"Ada\r\nLind\"", with: "Ada Lind"))
    try folder.file("monday.csv", "name,e-mail,department\nBen,ben@example.com,IT\nCy,cy@example.com,Sales\n")
    try await ServedOrg.with("--seed", folder.path("seed.yaml"), "--rate-limit", "off") { org in
      let transcript = Transcript("tables", of: org, in: folder)
      let scaffold = try await transcript.run("request-types", "scaffold", "salesforce", "vpn", "--table", "hires.csv")
      try folder.file("hires.yaml", scaffold.output.replacing("FILL IN the subject", with: "Access"))
      #expect(try await transcript.run("validate", "hires.yaml").status == 0)
      #expect(try await transcript.run("plan", "hires.yaml", "--by", "department").status == 0)
      #expect(try await transcript.run("apply", "hires.yaml", "--yes", "--parallelism", "1").status == 0)
      #expect(try await org.statistics().requests == 4)
      let monday = ["apply", "hires.yaml", "--yes", "--table", "hires=monday.csv", "--parallelism", "1"]
      #expect(try await transcript.run(list: monday).status == 0)
      let report = [
        "status", "hires.yaml", "--table", "hires=-", "--report", "r.html", "--report", "r.csv", "--by", "type",
      ]
      let input = "name,e-mail,department\nAda Lind,ada@example.com,Sales\nCy,cy@example.com,Sales\n"
      #expect(try await transcript.run(list: report, input: input).status == 0)
      let statistics = try await org.statistics()
      #expect(statistics.requests == 6 && statistics.duplicateKeys == 0)
      #expect(try folder.text("r.html").contains("salesforce-ada@example.com"))
      #expect(try folder.text("r.csv").split(separator: "\r\n").count == 5)
      try transcript.check()
    }
  }

  @Test(
    "entries over one row keep their own answers in what is left to do, and what is wrong with all rows is said once")
  func entriesOfOneRow() async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", Self.seed)
    try folder.file("hires.csv", "email,team\nzoe@example.com,Sales\nben@example.com,IT\nada@example.com,Sales\n")
    let manifest = """
      apiVersion: writ/v1
      kind: AccessRequests
      defaults: { requesterFields: { Department: all } }
      tables: { hires: { file: hires.csv } }
      requests:
        - { forEach: hires, requestTypeId: 61eb2db568c7c300079fefd2, subject: VPN, users: ["${email}"] }
        - { forEach: hires, where: { team: Sales }, requestTypeId: 08ab2db568c7c300079fefd0, subject: Mail, users: ["${email}"] }
        - forEach: hires
          where: { team: Sales }
          requestTypeId: 08ab2db568c7c300079fefd0
          subject: CRM
          requesterFields: { Department: "${team}" }
          users: ["${email}"]
      """
    try folder.file("hires.yaml", manifest)
    try folder.file("typo.yaml", manifest.replacing("{ Department: \"", with: "{ Departement: \""))
    try await ServedOrg.with("--seed", folder.path("seed.yaml"), "--rate-limit", "off") { org in
      let transcript = Transcript("tables-left", of: org, in: folder)
      _ = try await transcript.run("plan", "typo.yaml", "--skip-unknown-users")
      let apply = [
        "apply", "hires.yaml", "--yes", "--skip-unknown-users", "--unfinished", "left.yaml", "--parallelism", "1",
      ]
      _ = try await transcript.run(list: apply)
      #expect(try await org.statistics().requests == 4)
      let left = try folder.text("left.yaml")
      for answer in ["Sales", "all"] {
        #expect(left.components(separatedBy: "Department: \(answer)").count == 2, "\(left)")
      }
      try transcript.check()
    }
  }

  @Test("what is wrong with tables and their options is said with its place, and nothing is sent")
  func problems() async throws {
    let folder = try ScratchFolder()
    try folder.file("hires.csv", Self.hires)
    try folder.file("book.xlsx", "PK\u{3}\u{4}")
    try folder.file(
      "hires.yaml",
      """
      apiVersion: writ/v1
      kind: AccessRequests
      tables: { hires: { file: hires.csv } }
      requests:
        - forEach: hires
          requestTypeId: 61eb2db568c7c300079fefd2
          subject: VPN for ${name}
          users: ["${e-mail}"]
      """)
    let transcript = Transcript("tables-refused", in: folder)
    #expect(try await transcript.run("validate", "hires.yaml").status == 3)
    #expect(try await transcript.run("validate", "hires.yaml", "--table", "hires=book.xlsx").status == 3)
    #expect(try await transcript.run("validate", "hires.csv").status == 3)
    #expect(try await transcript.run("validate", "book.xlsx").status == 3)
    #expect(try await transcript.run("validate", "hires.yaml", "--table", "people=hires.csv").status == 3)
    try folder.file("hires.csv", Self.hires.replacing("\"Ada\r\nLind\"", with: "Ada"))
    #expect(try await transcript.run("validate", "hires.yaml", "--table", "people=hires.csv").status == 64)
    #expect(try await transcript.run("validate", "hires.yaml", "--table", "hires").status == 64)
    #expect(try await transcript.run("validate", "-", "--table", "hires=-").status == 64)
    #expect(try await transcript.run("plan", "hires.yaml", "--by", "team").status == 64)
    #expect(try await transcript.run("request-types", "scaffold", "vpn", "--table", "book.xlsx").status == 3)
    try transcript.check()
  }
}
