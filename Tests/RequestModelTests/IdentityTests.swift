import Foundation
import RequestModel
import Testing

@Suite("Identity")
struct IdentityTests {
  @Test(
    "ids are ASCII of their exact form",
    arguments: [
      ("08ab2db568c7c300079fefd0", true), ("08AB2DB568C7C300079FEFD0", true), ("08ab2db568c7c300079fefd", false),
      ("08ab2db568c7c300079fefd00", false), ("08ab2db568c7c300079fefg0", false), ("０8ab2db568c7c300079fefd0", false),
    ])
  func requestTypeIDs(text: String, isValid: Bool) {
    #expect((RequestTypeID(text) != nil) == isValid)
  }

  @Test(
    "user ids begin with 00u and have 20 characters",
    arguments: [
      ("00ub0oNGTSWTBKOLGLNR", true), ("00Ub0oNGTSWTBKOLGLNR", false), ("00ub0oNGTSWTBKOLGLN", false),
      ("00ub0oNGTSWTBKOLGLN-", false), ("00ub0oNGTSWTBKOLGLNé", false),
    ])
  func userIDs(text: String, isValid: Bool) {
    #expect((UserID(text) != nil) == isValid)
  }

  @Test("a request type written in capitals is the same request type")
  func caseOfRequestTypes() {
    #expect(RequestTypeID("08AB2DB568C7C300079FEFD0") == RequestTypeID("08ab2db568c7c300079fefd0"))
  }

  @Test("subjects that only look alike are two keys")
  func subjectsByBytes() {
    let type = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")
    let composed = RequestKey(requestTypeID: type, requester: nil, subject: "\u{E9}")
    let decomposed = RequestKey(requestTypeID: type, requester: nil, subject: "e\u{301}")
    #expect(composed.subject == decomposed.subject)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
  }

  @Test("a reply answers a create only where it has an id and names the type, the requester and the subject sent")
  func answers() {
    let user = UserID("00ub0oNGTSWTBKOLGLNR")
    let other = UserID("00ub0oNGTSWTBKOLGLNS")
    func request(
      id: String = "1", type: String = "08AB2DB568C7C300079FEFD0", requester: UserID?, subject: String = "Wiki Zoë"
    ) -> ExistingRequest {
      ExistingRequest(
        id: RequestID(id), requestTypeID: RequestTypeID(fromOrg: type), requester: requester, subject: subject,
        status: "OPEN", created: .distantPast, lastUpdated: .distantPast)
    }
    func draft(_ requester: UserID?) -> RequestDraft {
      RequestDraft(
        requestTypeID: RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0"), subject: "Wiki  Zoe\u{308}\u{1F600}",
        requester: requester, fieldValues: [])
    }
    #expect(draft(user).isAnswered(by: request(requester: user)))
    #expect(draft(nil).isAnswered(by: request(requester: user)) && draft(nil).isAnswered(by: request(requester: nil)))
    for stray in [
      request(requester: other), request(requester: nil), request(id: "", requester: user),
      request(type: "ffffffffffffffffffffffff", requester: user), request(requester: user, subject: "Wiki Zoe"),
    ] {
      #expect(!draft(user).isAnswered(by: stray))
    }
  }

  @Test("an error tells its summary, every cause that adds something, and the call's id")
  func errorText() {
    let error = ServiceError(
      status: 400, code: "E0000001", summary: "Api validation failed: /subject too long",
      causes: [
        .init(summary: "too long", location: "/subject"), .init(summary: "not found", location: "/requestTypeId"),
      ],
      callID: "abc")
    #expect(
      error.text == "400 E0000001: Api validation failed: /subject too long; /requestTypeId not found (call abc)")
  }
}
