import Model

/// Existing requests by id and by key.
struct ExistingMatches: Sendable {
  /// Each once; indexes give places in it.
  private var requests: [ExistingRequest] = []
  private var byID: PlaceIndex
  /// Requests whose requester the org does not name, by their keys without one: each may be anybody's.
  private(set) var withoutRequester: [RequestKey: RequestID] = [:]
  /// The first with each key; few keys have more than one.
  private var byKey: PlaceIndex
  private var others: [RequestKey: [Int]] = [:]
  private let claims: [RequestID: RequestKey]

  /// `claims` are the keys that some of the requests belong to.
  init(_ existing: [ExistingRequest], claims: [RequestID: RequestKey]) {
    self.claims = claims
    byID = PlaceIndex(capacity: existing.count)
    byKey = PlaceIndex(capacity: existing.count)
    requests.reserveCapacity(existing.count)
    for request in existing {
      let key = request.key
      if request.requester == nil, claims[request.id] == nil { withoutRequester[key] = request.id }
      if let place = place(of: request.id) {
        // Of one that comes twice the later one counts, unless the org changed how it shows it between two readings: its first key
        // has to find it.
        if requests[place].key == key { requests[place] = request }
        continue
      }
      let first = place(of: key)
      requests.append(request)
      byID.add(requests.count - 1, hash: request.id.hashValue)
      if first == nil {
        byKey.add(requests.count - 1, hash: key.hashValue)
      } else {
        others[key, default: []].append(requests.count - 1)
      }
    }
  }

  private func place(of id: RequestID) -> Int? { byID.place(hash: id.hashValue) { requests[$0].id == id } }

  /// That of the first request with a key.
  private func place(of key: RequestKey) -> Int? { byKey.place(hash: key.hashValue) { requests[$0].key == key } }

  subscript(id: RequestID) -> ExistingRequest? { place(of: id).map { requests[$0] } }

  /// Takes in what a retrieval said of a request, unless it is not one of these.
  mutating func add(retrieved request: ExistingRequest) {
    guard let place = place(of: request.id) else { return }
    requests[place].fieldValues = request.fieldValues
    if let decision = request.decision { requests[place].decision = decision }
  }

  /// Takes in how far a request has come, as a retrieval of it as it is listed has shown.
  mutating func add(_ course: RequestCourse, of id: RequestID) {
    if let place = place(of: id) { requests[place].course = course }
  }

  /// Takes in where a request stands now.
  mutating func add(current request: ExistingRequest) {
    guard let place = place(of: request.id) else { return }
    add(retrieved: request)
    requests[place].status = request.status
    requests[place].lastUpdated = request.lastUpdated
    requests[place].course = request.course
  }

  /// Those that may serve a declaration with this key, oldest first: its own entries' requests, also with changed
  /// subjects, and those with the key that no other key's entry claims.
  func requests(for key: RequestKey, own: [RequestID]) -> [ExistingRequest] {
    guard let first = place(of: key) else { return sorted(own.compactMap { place(of: $0) }) }
    guard !own.isEmpty || others[key] != nil || !claims.isEmpty && claims[requests[first].id] != nil else {
      return [requests[first]]
    }
    let listed = ([first] + (others[key] ?? [])).filter { claims[requests[$0].id].map { $0 == key } ?? true }
    return sorted(listed + own.compactMap { place(of: $0) }.filter { !listed.contains($0) })
  }

  /// Whether several requests may serve a declaration with this key: most have one, as a look shows.
  func mayHaveSeveral(for key: RequestKey, own: [RequestID]) -> Bool {
    !own.isEmpty || !others.isEmpty && others[key] != nil
  }

  private func sorted(_ places: [Int]) -> [ExistingRequest] {
    let found = places.map { requests[$0] }
    return found.count < 2 ? found : found.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
  }
}
