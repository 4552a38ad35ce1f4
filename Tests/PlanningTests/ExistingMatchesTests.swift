import Foundation
import Model
import Testing

@testable import Planning

@Suite("The existing requests of a declaration")
struct ExistingMatchesTests {
  private static func request(_ id: Int, of key: RequestKey, created: Int) -> ExistingRequest {
    ExistingRequest(
      id: RequestID("r\(id)"), requestTypeID: key.requestTypeID, requester: key.requester, subject: key.subject,
      status: "OPEN", created: Date(timeIntervalSince1970: Double(created)),
      lastUpdated: Date(timeIntervalSince1970: 9))
  }

  @Test(
    "one that the org shows again without its requester is found by the key that it had, and may be anybody's as well")
  func withoutRequester() {
    let key = RequestKey(requestTypeID: RequestTypeID(fromOrg: "t"), requester: UserID(fromOrg: "u"), subject: "s")
    var nameless = key
    nameless.requester = nil
    let first = Self.request(1, of: key, created: 1)
    let matches = ExistingMatches([first, Self.request(1, of: nameless, created: 1)], claims: [:])
    #expect(matches.requests(for: key, own: []) == [first] && matches[first.id] == first)
    #expect(matches.withoutRequester == [nameless: first.id])
  }

  @Test("they are those that a search through all requests finds, whatever entries claim and however often one comes")
  func naive() {
    var random = SplitMix64(seed: 4)
    for _ in 0..<500 {
      let keys = (0..<6).map { number in
        RequestKey(
          requestTypeID: RequestTypeID(fromOrg: "t\(number % 2)"), requester: number == 5 ? nil : UserID(fromOrg: "u"),
          subject: "subject \(number / 2)")
      }
      var known: [RequestID: ExistingRequest] = [:]
      var existing: [ExistingRequest] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let id = Int.random(in: 0...7, using: &random)
        let key = known[RequestID("r\(id)")]?.key ?? keys[Int.random(in: 0..<6, using: &random)]
        existing.append(Self.request(id, of: key, created: Int.random(in: 0...3, using: &random)))
        known[existing[existing.count - 1].id] = existing[existing.count - 1]
      }
      var claims: [RequestID: RequestKey] = [:]
      for id in known.keys.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
        claims[id] = keys[Int.random(in: 0..<6, using: &random)]
      }
      let matches = ExistingMatches(existing, claims: claims)
      for key in keys {
        let own = claims.filter { $0.value == key }.map(\.key).sorted() + [RequestID("unknown")]
        let expected = known.values.filter { request in
          own.contains(request.id) || request.key == key && claims[request.id] == nil
        }
        let found = matches.requests(for: key, own: own)
        #expect(found == expected.sorted { ($0.created, $0.id) < ($1.created, $1.id) })
        #expect(found.count < 2 || matches.mayHaveSeveral(for: key, own: own))
      }
      for number in 0...8 { #expect(matches[RequestID("r\(number)")] == known[RequestID("r\(number)")]) }
    }
  }
}
