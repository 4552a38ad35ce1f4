import Foundation
import Model
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

  @Test(
    "subjects that an org may store as one are one key",
    arguments: [
      ("\u{E9}", "e\u{301}", true), ("Access to it", " Access  to\tit\n", true),
      ("Access \u{1F511} room", "Access room", true), ("A\u{A0}B", "A B", true), ("a", "A", false),
      ("Access 1", "Access 2", false), ("ab", "a b", false), ("\u{212B}", "\u{C5}", true), ("\u{FB01}", "fi", false),
    ])
  func foldedSubjects(one: String, other: String, isOne: Bool) {
    let type = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")
    let first = RequestKey(requestTypeID: type, requester: nil, subject: one)
    let second = RequestKey(requestTypeID: type, requester: nil, subject: other)
    #expect((first == second) == isOne)
    #expect(Set([first, second]).count == (isOne ? 1 : 2))
    #expect(!(first < second && second < first) && (first < second || second < first) == !isOne)
    for text in [one, other].map(FoldedSubject.fold) { #expect(FoldedSubject.fold(text) == text) }
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
    func sent(_ requester: UserID?) -> RequestKey {
      RequestKey(
        requestTypeID: RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0"), requester: requester,
        subject: "Wiki  Zoe\u{308}\u{1F600}")
    }
    #expect(sent(user).isAnswered(by: request(requester: user)))
    #expect(sent(nil).isAnswered(by: request(requester: user)) && sent(nil).isAnswered(by: request(requester: nil)))
    for stray in [
      request(requester: other), request(requester: nil), request(id: "", requester: user),
      request(type: "ffffffffffffffffffffffff", requester: user), request(requester: user, subject: "Wiki Zoe"),
    ] {
      #expect(!sent(user).isAnswered(by: stray))
    }
  }

  @Test("the text of an error has its summary, every cause that adds something, and the call's id")
  func errorText() {
    let error = ServiceError(
      status: 400, code: "E0000001", summary: "Api validation failed: /subject too long",
      causes: [
        .init(summary: "too long", location: "/subject"), .init(summary: "not found", location: "/requestTypeId"),
      ],
      callID: "abc")
    #expect(
      error.text
        == "400 E0000001: Api validation failed: /subject too long; /requestTypeId not found (Okta request id abc)")
  }
}
