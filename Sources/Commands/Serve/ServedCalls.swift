import Foundation
import LocalServer
import OktaClient
import OktaWire
import Reporting

/// What a local server did while it ran, by its own statistics.
enum ServedCalls {
  private struct Statistics: Decodable {
    struct Bucket: Decodable {
      var calls: Int
      var throttled: Int
    }

    var buckets: [String: Bucket]
    var requests: Int
    var messages: Int
    var faults: [String: Int]
  }

  /// `served 12 calls (3 throttled); 4 requests and 1 message stored`, and `; 2 faults injected` where any were; `nil`
  /// where it does not answer any more.
  static func line(port: Int, settings: LocalServerSettings) async -> String? {
    guard let token = settings.tokens.first, let org = try? OrgURL("http://127.0.0.1:\(port)"),
      let credentials = try? Credentials(.ssws, token: token)
    else { return nil }
    let client = OrgClient(
      org: org, credentials: .fixed(credentials),
      options: OrgClient.Options(connections: 1, timeout: .seconds(2), version: WritVersion.text))
    let reply = try? await client.perform(.get(path: "/local/v1/statistics")).reply
    await client.close()
    guard let body = reply?.body, let statistics = try? WireJSON.decode(Statistics.self, from: body) else { return nil }
    let calls = statistics.buckets.values.reduce(0) { $0 + $1.calls }
    let throttled = statistics.buckets.values.reduce(0) { $0 + $1.throttled }
    let requests = CountText.noun(statistics.requests, "request")
    let messages = CountText.noun(statistics.messages, "message")
    let faults = statistics.faults.values.reduce(0, +)
    return "served \(CountText.noun(calls, "call")) (\(CountText.number(throttled)) throttled); "
      + "\(requests) and \(messages) stored" + (faults == 0 ? "" : "; \(CountText.noun(faults, "fault")) injected")
  }
}
