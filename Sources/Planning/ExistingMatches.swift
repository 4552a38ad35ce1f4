import RequestModel

/// Existing requests by id and by key; of several with one key, the one created last.
struct ExistingMatches: Sendable {
  private(set) var byID: [RequestID: ExistingRequest] = [:]
  private(set) var byKey: [RequestKey: ExistingRequest] = [:]
  private var others: [RequestKey: Int] = [:]

  init(_ existing: [ExistingRequest]) {
    byID.reserveCapacity(existing.count)
    byKey.reserveCapacity(existing.count)
    for request in existing where byID.updateValue(request, forKey: request.id) == nil {
      add(request)
    }
  }

  private mutating func add(_ request: ExistingRequest) {
    let key = request.key
    guard let other = byKey[key] else {
      byKey[key] = request
      return
    }
    others[key, default: 0] += 1
    if (other.created, other.id) < (request.created, request.id) {
      byKey[key] = request
    }
  }

  /// Why a declaration with this existing request needs nothing.
  func reason(for existing: ExistingRequest) -> String {
    let number = others[existing.key].map { ", the newest of \($0 + 1) with this key" } ?? ""
    return "request \(existing.id.text) is \(existing.status)\(number)"
  }
}
