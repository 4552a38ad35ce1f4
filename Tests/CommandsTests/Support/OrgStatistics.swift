import Foundation
import FoundationNetworking
import Testing

/// What the local server counted: the truth that a run is held against.
struct OrgStatistics: Decodable {
  struct Bucket: Decodable {
    var calls: Int
    var throttled: Int
  }

  /// A rate-limit window that has ended.
  struct Window: Decodable {
    var calls: Int
  }

  var requests: Int
  var messages: Int
  /// Keys that exist more than once.
  var duplicateKeys: Int
  var buckets: [String: Bucket]
  var windows: [String: [Window]]
  /// How often each fault of the org's plan struck.
  var faults: [String: Int]
}

extension ServedOrg {
  func statistics() async throws -> OrgStatistics { try await local("statistics", as: OrgStatistics.self) }

  /// The texts of a request's messages, in the order they came.
  func messages(of requestID: String) async throws -> [String] {
    try await local("messages?request=\(requestID)", as: MessageList.self).messages.map(\.message)
  }

  /// A request as the server's page lists it.
  struct PageRequest: Decodable {
    var id: String
    var permalinkId: Int
    var requestStatus: String
  }

  private struct RequestList: Decodable {
    var requests: [PageRequest]
    var hasMore: Bool
  }

  /// All requests, the oldest first.
  func pageRequests() async throws -> [PageRequest] {
    var requests: [PageRequest] = []
    while true {
      let after = requests.last.map { "&after=\($0.id)" } ?? ""
      let page = try await local("requests?limit=200\(after)", as: RequestList.self)
      requests += page.requests
      if !page.hasMore { return requests.sorted { $0.permalinkId < $1.permalinkId } }
    }
  }

  /// Decides the current approval of a request, as its approver does on the server's page.
  func decide(_ requestID: String, _ decision: String) async throws {
    var request = URLRequest(url: try #require(URL(string: "\(url)/local/v1/requests/\(requestID)/decision")))
    request.httpMethod = "POST"
    request.setValue("SSWS \(Self.token)", forHTTPHeaderField: "Authorization")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data(#"{"decision":"\#(decision)"}"#.utf8)
    let (_, reply) = try await URLSession.shared.data(for: request)
    #expect((reply as? HTTPURLResponse)?.statusCode == 200)
  }

  private struct MessageList: Decodable {
    struct Message: Decodable {
      var message: String
    }

    var messages: [Message]
  }

  /// What only the local server answers, and never fails at on purpose.
  private func local<Body: Decodable>(_ path: String, as type: Body.Type) async throws -> Body {
    var request = URLRequest(url: try #require(URL(string: "\(url)/local/v1/\(path)")))
    request.setValue("SSWS \(Self.token)", forHTTPHeaderField: "Authorization")
    let (data, _) = try await URLSession.shared.data(for: request)
    return try JSONDecoder().decode(type, from: data)
  }
}
