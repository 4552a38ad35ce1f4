import Foundation
import Journaling
import Model
import Testing

@Suite("reading the cache of requests for an export")
struct RequestExportTests {
  private static func request(
    _ id: String, type: String, subject: String, user: String, status: String, at seconds: Double
  ) -> ExistingRequest {
    ExistingRequest(
      id: RequestID(id), requestTypeID: RequestTypeID(fromOrg: type),
      requester: user.isEmpty ? nil : UserID(fromOrg: user), subject: subject, status: status,
      created: Date(timeIntervalSince1970: seconds), lastUpdated: Date(timeIntervalSince1970: seconds + 10))
  }

  private static func groups(_ requests: [ExistingRequest]) -> [String] {
    requests.map { "\($0.requestTypeID.text)/\($0.subject)" }
  }

  @Test(
    "pages of the cache hold each request that a filter selects once, groups together", arguments: StateKind.allCases)
  func pages(_ kind: StateKind) async throws {
    let cache = try await RequestCache(kind.state(), orgURL: "https://org")
    let other = try await RequestCache(cache.state, orgURL: "https://other")
    var requests: [ExistingRequest] = []
    for number in 0..<300 {
      requests.append(
        Self.request(
          "r\(number * 7919 % 300)", type: "t\(number % 3)", subject: ["a", "A", "é", "b c"][number % 4],
          user: number % 50 == 0 ? "" : "u\(number % 20)", status: number % 2 == 0 ? "OPEN" : "RESOLVED",
          at: Double(number)))
    }
    _ = try await cache.add(
      RequestPage(requests: requests, next: nil), of: try await cache.beginListing(),
      from: Date(timeIntervalSince1970: 0), elapsed: 0, settled: 0, notAfter: Date(timeIntervalSince1970: 1_000))
    var filters = [RequestFilter(), RequestFilter(), RequestFilter()]
    filters[1].status = "OPEN"
    filters[1].types = [RequestTypeID(fromOrg: "t0"), RequestTypeID(fromOrg: "t2")]
    filters[2].updatedAfter = Date(timeIntervalSince1970: 100)
    filters[2].createdSince = Date(timeIntervalSince1970: 200)
    for filter in filters {
      let expected = requests.filter(filter.matches)
      var read: [ExistingRequest] = []
      repeat {
        let page = try await cache.page(of: filter, after: read.last, limit: 7)
        read += page
        if page.count < 7 { break }
      } while true
      #expect(Set(read.map(\.id)) == Set(expected.map(\.id)) && read.count == expected.count)
      let groups = Self.groups(read)
      #expect(Set(groups).count == zip(groups, groups.dropFirst()).count { $0 != $1 } + 1)
      let extent = try await cache.extent(of: filter)
      #expect(extent.requests == expected.count)
      #expect(try await cache.requestTypes(of: filter) == Set(expected.map(\.requestTypeID)))
      #expect(try await other.extent(of: filter).requests == 0)
    }
  }
}
