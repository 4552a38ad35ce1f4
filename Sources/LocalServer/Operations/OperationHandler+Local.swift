import OktaWire

/// What only this server has, under `/local/v1`: for tests and for people who watch a run. It is neither rate limited nor
/// counted, and not part of Okta's API.
extension OperationHandler {
  private struct StatisticsBody: Encodable {
    struct Bucket: Encodable {
      var calls: Int
      var throttled: Int
    }

    /// By the bucket's name, including those that were never called.
    var buckets: [String: Bucket]
    /// The rate-limit windows that have ended, by the bucket's name, oldest first.
    var windows: [String: [RateBuckets.EndedWindow]]
    var requests: Int
    var messages: Int
    var duplicateKeys: Int
    /// How often each fault of the plan was injected, by its name.
    var faults: [String: Int]
  }

  private struct MessageListBody: Encodable {
    var messages: [StoredMessage]
  }

  /// `GET /local/v1/statistics`: calls of each bucket, its windows, and faults since the start, and the size of the ledger.
  func showStatistics() async throws -> ServerResponse {
    let counts = ledger.callCounts
    let size = try await ledger.read { try $0.size() }
    let buckets = BucketFamily.allCases.map { family in
      let count = counts[family] ?? RateBuckets.Count()
      return (family.rawValue, StatisticsBody.Bucket(calls: count.calls, throttled: count.throttled))
    }
    let faults = ledger.faultCounts.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
    let windows = ledger.endedWindows.map { ($0.key.rawValue, $0.value) }
    let body = StatisticsBody(
      buckets: Dictionary(uniqueKeysWithValues: buckets), windows: Dictionary(uniqueKeysWithValues: windows),
      requests: size.requests, messages: size.messages, duplicateKeys: size.duplicateKeys, faults: faults)
    return try .json(200, body)
  }

  /// `GET /local/v1/messages?request=ID`: the messages of a request in the order in which they were received.
  func showMessages() async throws -> ServerResponse {
    let id = QueryString(call.query)["request"]?.lowercased() ?? ""
    let found = try await ledger.read { tables in
      try tables.hasRequest(id) ? tables.messages(of: id) : nil
    }
    guard let found else { throw APIError.notFound }
    return try .json(200, MessageListBody(messages: found))
  }
}
