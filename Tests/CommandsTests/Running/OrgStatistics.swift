import Foundation
import FoundationNetworking
import Testing

/// What the local server counted: the truth that a run is held against.
struct OrgStatistics: Decodable {
  struct Bucket: Decodable {
    var calls: Int
    var throttled: Int
  }

  var requests: Int
  var messages: Int
  /// Keys that exist more than once.
  var duplicateKeys: Int
  var buckets: [String: Bucket]
}

extension ServedOrg {
  func statistics() async throws -> OrgStatistics {
    var request = URLRequest(url: try #require(URL(string: "\(url)/local/v1/statistics")))
    request.setValue("SSWS \(Self.token)", forHTTPHeaderField: "Authorization")
    let (data, _) = try await URLSession.shared.data(for: request)
    return try JSONDecoder().decode(OrgStatistics.self, from: data)
  }
}
