import Foundation
import Journaling
import Model
import Testing

@Suite("What became of a create whose outcome is not known")
struct RecoveryTests {
  private static let type = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")
  private static let anchor = Date(timeIntervalSince1970: 10_000)

  private static func key(_ subject: String = "Access to the wiki", user: String? = "u") -> RequestKey {
    RequestKey(requestTypeID: type, requester: user.map(UserID.init(fromOrg:)), subject: subject)
  }

  private static func request(
    _ id: String, _ subject: String = "Access to the wiki", user: String? = "u", after seconds: Double = 1
  ) -> ExistingRequest {
    ExistingRequest(
      id: RequestID(id), requestTypeID: type, requester: user.map(UserID.init(fromOrg:)), subject: subject,
      status: "OPEN", created: anchor + seconds, lastUpdated: anchor + seconds)
  }

  private static func finding(
    _ existing: [ExistingRequest], anchor: Date? = anchor, known: Set<RequestID> = [], claimed: Set<RequestID> = [],
    otherKeys: Set<RequestKey> = []
  ) -> Recovery.Finding? {
    let question = RecoveryQuery(entry: 1, key: key(), anchor: anchor, knownRequests: known)
    return Recovery.match([question], existing: existing, claimed: claimed, otherKeys: otherKeys)[1]
  }

  @Test("a request with its key that was made since the call is its own, in whatever form the org stored the subject")
  func found() {
    for subject in ["Access to the wiki", " Access  to the wiki\n", "Access to the \u{1F511}wiki"] {
      let request = Self.request("a", subject)
      #expect(Self.finding([request]) == .found(request), "\(subject)")
    }
    // Clocks of one org's nodes differ.
    #expect(Self.finding([Self.request("a", after: -100)]) == .found(Self.request("a", after: -100)))
    #expect(Self.finding([Self.request("a", after: -9_000)], anchor: nil) == .found(Self.request("a", after: -9_000)))
  }

  @Test("what was known before, belongs to another entry, or was made before the call is not its own")
  func notOwn() {
    let request = Self.request("a")
    #expect(Self.finding([request], known: [request.id]) == .absent)
    #expect(Self.finding([request], claimed: [request.id]) == .absent)
    let earlier = Self.request("a", after: -1_000)
    #expect(Self.finding([earlier]) == .createdByOthers(earlier))
    #expect(Self.finding([]) == .absent)
  }

  @Test("a request of the same type and requester with another subject, or without its requester, leaves it unclear")
  func unclear() {
    let edited = Self.request("a", "ACCESS TO THE WIKI")
    #expect(Self.finding([edited]) == .unclear(edited))
    #expect(Self.finding([edited], otherKeys: [edited.key]) == .absent)
    #expect(Self.finding([edited], claimed: [edited.id]) == .absent)
    let old = Self.request("a", "ACCESS TO THE WIKI", after: -1_000)
    #expect(Self.finding([old]) == .absent)
    let hidden = Self.request("a", user: nil)
    #expect(Self.finding([hidden]) == .unclear(hidden))
    #expect(Self.finding([Self.request("a", "other", user: nil)]) == .absent)
    #expect(Self.finding([Self.request("a", "other", user: "v")]) == .absent)
    // Its own request counts for more.
    #expect(Self.finding([edited, Self.request("b")]) == .found(Self.request("b")))
  }

  @Test("each request settles one create")
  func eachOnce() {
    let questions = (1...3).map {
      RecoveryQuery(entry: $0, key: Self.key(), anchor: Self.anchor, knownRequests: [])
    }
    let existing = [Self.request("a"), Self.request("b", after: 2)]
    let findings = Recovery.match(questions, existing: existing, claimed: [])
    #expect(findings[1] == .found(existing[0]) && findings[2] == .found(existing[1]) && findings[3] == .absent)
  }
}
