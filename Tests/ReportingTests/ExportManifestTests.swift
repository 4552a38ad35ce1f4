import Applying
import Manifests
import Foundation
import Model
import Reporting
import Testing

@Suite("existing requests as a manifest")
struct ExportManifestTests {
  private static let type = RequestTypeID(fromOrg: "61eb2db568c7c300079fefd0")
  private static let fields: [RequestType.Field] = [
    .init(id: id(0), prompt: "Why?", isRequired: true, kind: .text),
    .init(id: id(1), prompt: "Until when?", isRequired: true, kind: .dateTime),
    .init(id: id(2), prompt: "Which?", isRequired: true, kind: .select, options: ["a"]),
  ]

  private static func id(_ number: Int) -> FieldID {
    FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdb\(number)")
  }

  private static func requests(_ count: Int, user: String, subject: String) -> [ExistingRequest] {
    (0..<count).map { number in
      let moment = Date(timeIntervalSince1970: Double(number))
      return ExistingRequest(
        id: RequestID("r\(number)"), requestTypeID: type, requester: UserID(fromOrg: user), subject: subject,
        status: "OPEN", created: moment, lastUpdated: moment)
    }
  }

  private static func text(
    _ count: Int = 1, of type: RequestTypeID = type, user: String = "00u00000000000000001", subject: String = "VPN",
    login: String? = nil, answers: [RequesterFieldValue]? = nil
  ) -> String {
    var manifest = ExportManifest(
      [RequestType(id: Self.type, name: "t", status: "ACTIVE", fields: fields)], answers: answers != nil)
    let member = ExportedRequest(
      requests: requests(count, user: user, subject: subject),
      user: login.map { OrgUser(id: UserID(fromOrg: user), login: $0, status: "ACTIVE") }, answers: answers)
    let text = manifest.text(of: ExportedGroup(requestTypeID: type, subject: subject, members: [member]), unnamed: [])
    return text + manifest.tail
  }

  @Test("what a manifest cannot hold is counted with its reason, and the rest is written")
  func omissions() {
    let heading = "requests: []\n# Left out, since a manifest cannot hold them:\n"
    #expect(
      Self.text(2, subject: "a\tb")
        == heading
        + "#   2 requests: subject must not contain the control character U+0009, such as request r0\n")
    #expect(
      Self.text(subject: String(repeating: "x", count: 251))
        == heading + "#   1 request: subject must be 1–250 characters, found 251, such as request r0\n")
    #expect(
      Self.text(of: RequestTypeID(fromOrg: "short"))
        == heading + "#   1 request: the request type's id has another form, such as request r0\n")
    #expect(
      Self.text(user: "app")
        == heading + "#   1 request: the requester's id is not one of a user, such as request r0\n")
    let many = Self.text(102)
    #expect(many.contains("    attempt: 100\n"))
    #expect(many.hasSuffix("#   2 requests: more than 100 requests with one key, such as request r100\n"))
  }

  @Test("people are named by their logins, and by their ids where a login would stand for something else")
  func people() {
    #expect(
      Self.text(login: "ada@example.com").contains("- ada@example.com  # 00u00000000000000001, request r0, OPEN\n"))
    for login in ["a/b", "me", "00uada", "a b", "{{ a }}", "a\u{200B}b", String(repeating: "a", count: 101)] {
      #expect(Self.text(login: login).contains("      - 00u00000000000000001  # "), "\(login)")
    }
  }

  @Test("answers that no longer fit the questions of the request type are counted")
  func answers() {
    let good: [RequesterFieldValue] = [
      .init(id: Self.id(0), value: .string("no")), .init(id: Self.id(1), value: .string("2027-05-05T14:15:22Z")),
      .init(id: Self.id(2), value: .selection("b")),
    ]
    #expect(
      Self.text(answers: good)
        == """
        requests:
          - requestType: t
            subject: VPN
            requesterFields:
              why: "no"
              until-when: 2027-05-05T14:15:22Z
              which: [b]
            users:
              - 00u00000000000000001  # request r0, OPEN

        """)
    let bad: [RequesterFieldValue] = [
      .init(id: Self.id(0), value: .selection("no")), .init(id: Self.id(1), value: .string("soon")),
      .init(id: Self.id(2), value: .string("b")), .init(id: Self.id(9), value: .string("x")),
      .init(id: FieldID(fromOrg: "x"), value: .string("x")),
    ]
    let text = Self.text(answers: bad)
    #expect(!text.contains("requesterFields"))
    #expect(text.contains("#   3 answers: its request type asks for another kind of answer now, such as request r0\n"))
    #expect(text.contains("#   1 answer: its request type does not ask this any more, such as request r0\n"))
    #expect(text.contains("#   1 answer: the field's id has another form, such as request r0\n"))
  }
}

extension ExportManifestTests {
  @Test(
    "a text that a CI system would obey is written so that it does not, and is read as it was",
    arguments: ["x ##vso[task.setvariable]y", "a\n  ::add-mask::b", "##[error]", "### not[one", "::warning::x"])
  func commands(text: String) throws {
    let entry = ManifestEntry(
      requestType: .id(Self.type), subject: text.contains("\n") ? "s" : text,
      answers: [
        .init(field: Self.id(2).text, value: .selection(text)), .init(field: Self.id(0).text, value: .string(text)),
      ],
      messages: [text], users: [.init(.name("a@example.com"))])
    let manifest = ManifestWriter.head() + ManifestWriter.requests + ManifestWriter.entry(entry)
    #expect(manifest.withoutCICommands == manifest)
    let reading = try ManifestReader().read(
      sources: [ManifestSource(name: "m.yaml", bytes: Array(manifest.utf8))], keeping: .declarations)
    let declared = try #require(reading.declared.first, "\(reading.diagnostics)")
    #expect(declared.entry.subject == entry.subject && declared.entry.messages == [text])
    #expect(Set(declared.entry.fields.map(\.value)) == [.selection(text), .string(text)])
  }
}
