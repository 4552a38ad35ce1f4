import RequestModel

/// Existing requests by id and by key.
struct ExistingMatches: Sendable {
  private(set) var byID: [RequestID: ExistingRequest] = [:]
  /// Requests whose requester the org does not name, by their keys without one: each may be anybody's.
  private(set) var withoutRequester: [RequestKey: ExistingRequest] = [:]
  /// The first with each key; few keys have more than one.
  private var byKey: [RequestKey: ExistingRequest] = [:]
  private var others: [RequestKey: [ExistingRequest]] = [:]
  private let claims: [RequestID: RequestKey]

  /// `claims` are the keys that some of the requests belong to.
  init(_ existing: [ExistingRequest], claims: [RequestID: RequestKey]) {
    self.claims = claims
    byID.reserveCapacity(existing.count)
    byKey.reserveCapacity(existing.count)
    for request in existing where byID.updateValue(request, forKey: request.id) == nil {
      let key = request.key
      if request.requester == nil, claims[request.id] == nil { withoutRequester[key] = request }
      if byKey[key] == nil { byKey[key] = request } else { others[key, default: []].append(request) }
    }
  }

  /// Those that may serve a declaration with this key, oldest first: its own entries' requests, also with changed
  /// subjects, and those with the key that no other key's entry claims.
  func requests(for key: RequestKey, own: [RequestID]) -> [ExistingRequest] {
    guard let first = byKey[key] else { return sorted(own.compactMap { byID[$0] }) }
    guard !own.isEmpty || others[key] != nil || claims[first.id] != nil else { return [first] }
    let listed = ([first] + (others[key] ?? [])).filter { request in
      claims[request.id].map { $0 == key } ?? true
    }
    let extra = own.filter { id in !listed.contains { $0.id == id } }.compactMap { byID[$0] }
    return sorted(listed + extra)
  }

  private func sorted(_ requests: [ExistingRequest]) -> [ExistingRequest] {
    requests.count < 2 ? requests : requests.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
  }
}
