import Foundation
import RequestModel

/// What a simulated org keeps, and what its list shows of it. All moments are seconds of the org's clock.
struct SimulatedLedger: Sendable {
  struct Kept: Sendable {
    var request: ExistingRequest
    var visibleFrom: Double
    /// The process that made it; `nil`: another client.
    var maker: Int?
  }

  var kept: [Kept] = []
  var messages: [RequestID: [String]] = [:]
  var directory = SimulatedDirectory()
  /// Whether users and groups may not be seen.
  var isDirectoryForbidden = false
  var rejectedTypes: Set<RequestTypeID> = []
  var random: SeededRandom
  let traits: SimulatedOrg.Traits

  init(random: SeededRandom, traits: SimulatedOrg.Traits) {
    self.random = random
    self.traits = traits
  }

  mutating func create(
    _ key: RequestKey, fieldValues: [RequesterFieldValue], maker: Int?, at now: Double
  ) -> ExistingRequest {
    let date = Date(
      timeIntervalSince1970: traits.hasCoarseDates ? now.rounded(.down) : (now * 1000).rounded(.down) / 1000)
    let request = ExistingRequest(
      id: newID(), requestTypeID: key.requestTypeID, requester: key.requester, subject: key.subject, status: "OPEN",
      created: date, lastUpdated: date, fieldValues: fieldValues)
    let lag = traits.variesLag ? Double.random(in: 0...1, using: &random) * traits.listLag : traits.listLag
    kept.append(Kept(request: request, visibleFrom: now + lag, maker: maker))
    return request
  }

  private func newID() -> RequestID { RequestID(String(format: "%024x", kept.count + 1)) }

  func request(_ id: RequestID) -> ExistingRequest? { kept.first { $0.request.id == id }?.request }

  /// Since when the list has shown a request with this key; `nil` where it has none.
  func visibleSince(_ key: RequestKey) -> Double? { kept.filter { $0.request.key == key }.map(\.visibleFrom).min() }

  /// Another client changes a request, which moves it in the order of change.
  mutating func touch(_ index: Int, at now: Double) {
    kept[index].request.lastUpdated = Date(timeIntervalSince1970: (now * 1000).rounded(.down) / 1000)
    kept[index].request.status = "IN_PROGRESS"
  }

  func page(_ query: RequestQuery, at now: Double) -> Result<RequestPage, ServiceFailure> {
    let place: (ExistingRequest) -> (Date, RequestID) = {
      (query.order == .lastUpdatedAscending ? $0.lastUpdated : $0.created, $0.id)
    }
    let after = query.updatedAfter ?? .distantPast
    var shown = kept.filter { $0.visibleFrom <= now }.map(\.request).filter { $0.lastUpdated > after }
    shown.sort { place($0) < place($1) }
    if let cursor = query.next {
      guard let last = request(RequestID(cursor.pathAndQuery)) else { return .failure(Self.vanishedCursor) }
      shown = shown.filter { place($0) > place(last) }
    }
    let page = Array(shown.prefix(min(query.limit, traits.pageSize)))
    let next = page.count < shown.count ? page.last.map { PageLink(pathAndQuery: $0.id.text) } : nil
    return .success(RequestPage(requests: page.map(Self.sparse), next: next))
  }

  /// A list tells no field values.
  private static func sparse(_ request: ExistingRequest) -> ExistingRequest {
    var request = request
    request.fieldValues = nil
    return request
  }

  static let vanishedCursor = ServiceFailure.rejected(
    ServiceError(
      status: 400, summary: "bad cursor", causes: [ServiceError.Cause(summary: "not found", location: "/after")]))
}
