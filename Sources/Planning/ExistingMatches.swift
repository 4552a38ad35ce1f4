import Model

/// Existing requests by id and by key.
struct ExistingMatches: Sendable {
  private var byID: [RequestID: ExistingRequest] = [:]
  /// Requests whose requester the org does not name, by their keys without one: each may be anybody's.
  private(set) var withoutRequester: [RequestKey: RequestID] = [:]
  /// The first with each key; few keys have more than one.
  private var byKey: [RequestKey: RequestID] = [:]
  private var others: [RequestKey: [RequestID]] = [:]
  private let claims: [RequestID: RequestKey]

  /// `claims` are the keys that some of the requests belong to.
  init(_ existing: [ExistingRequest], claims: [RequestID: RequestKey]) {
    self.claims = claims
    byID.reserveCapacity(existing.count)
    byKey.reserveCapacity(existing.count)
    for request in existing where byID.updateValue(request, forKey: request.id) == nil {
      let key = request.key
      if request.requester == nil, claims[request.id] == nil { withoutRequester[key] = request.id }
      if byKey[key] == nil { byKey[key] = request.id } else { others[key, default: []].append(request.id) }
    }
  }

  subscript(id: RequestID) -> ExistingRequest? { byID[id] }

  /// Takes in what a retrieval said of a request, unless it is not one of these.
  mutating func add(retrieved request: ExistingRequest) {
    byID[request.id]?.fieldValues = request.fieldValues
    if let decision = request.decision { byID[request.id]?.decision = decision }
  }

  /// Takes in how far a request has come, as a retrieval of it as it is listed has shown.
  mutating func add(_ course: RequestCourse, of id: RequestID) { byID[id]?.course = course }

  /// Takes in where a request stands now.
  mutating func add(current request: ExistingRequest) {
    guard byID[request.id] != nil else { return }
    add(retrieved: request)
    byID[request.id]?.status = request.status
    byID[request.id]?.lastUpdated = request.lastUpdated
    byID[request.id]?.course = request.course
  }

  /// Those that may serve a declaration with this key, oldest first: its own entries' requests, also with changed
  /// subjects, and those with the key that no other key's entry claims.
  func requests(for key: RequestKey, own: [RequestID]) -> [ExistingRequest] {
    guard let first = byKey[key] else { return sorted(own) }
    guard !own.isEmpty || others[key] != nil || claims[first] != nil else { return sorted([first]) }
    let listed = ([first] + (others[key] ?? [])).filter { claims[$0].map { $0 == key } ?? true }
    return sorted(listed + own.filter { !listed.contains($0) })
  }

  private func sorted(_ ids: [RequestID]) -> [ExistingRequest] {
    let requests = ids.compactMap { byID[$0] }
    return requests.count < 2 ? requests : requests.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
  }
}
