import Foundation
import Model

/// What a simulated org keeps, and what its list shows of it. Moments are seconds of the clock of its `Date`; records are
/// stamped by another one.
struct SimulatedLedger: Sendable {
  struct Kept: Sendable {
    var request: ExistingRequest
    var visibleFrom: Double
    /// The process that made it; `nil`: another client.
    var maker: Int?
  }

  var id = OrgID("00oSimulatedOrg0001")
  var kept: [Kept] = []
  var messages: [RequestID: [String]] = [:]
  var directory = SimulatedDirectory()
  /// Whether foreign replies are over.
  var isCalm = false
  var rejectedTypes: Set<RequestTypeID> = []
  /// How retrievals of some requests fail, and how cancels of some do.
  var looks: [RequestID: ServiceFailure] = [:]
  var refusals: [RequestID: ServiceFailure] = [:]
  /// Whether requests can be canceled.
  var hasCancels = true
  /// How often each request was canceled: never twice.
  var cancels: [RequestID: Int] = [:]
  private var made = 0
  var random: SplitMix64
  let traits: SimulatedOrg.Traits

  /// The calendar's second at which the simulation began.
  private let start: Double

  init(random: SplitMix64, traits: SimulatedOrg.Traits, start: Double) {
    self.start = start
    self.random = random
    self.traits = traits
  }

  mutating func create(
    _ key: RequestKey, fieldValues: [RequesterFieldValue], maker: Int?, at now: Double
  ) -> ExistingRequest {
    let date = stamp(at: now)
    let request = ExistingRequest(
      id: newID(), requestTypeID: key.requestTypeID, requester: key.requester,
      subject: traits.changesSubjects ? key.foldedSubject : key.subject, status: "OPEN",
      created: date, lastUpdated: date, fieldValues: fieldValues)
    if maker != nil, traits.unlisted > 0, Double.random(in: 0..<1, using: &random) < traits.unlisted {
      kept.append(Kept(request: request, visibleFrom: .infinity, maker: maker))
      return request
    }
    let lag = traits.variesLag ? Double.random(in: 0...1, using: &random) * traits.listLag : traits.listLag
    kept.append(Kept(request: request, visibleFrom: now + lag, maker: maker))
    return request
  }

  /// What a node's clock stamps at a moment.
  private mutating func stamp(at now: Double) -> Date {
    var moment = now - traits.skew + traits.stampSkew
    if let jump = traits.stampJump, now - traits.skew >= start + jump.at { moment += jump.by }
    if traits.nodeSpread > 0 { moment += Double.random(in: -traits.nodeSpread...traits.nodeSpread, using: &random) }
    return Date(
      timeIntervalSince1970: traits.hasCoarseDates ? moment.rounded(.down) : (moment * 1000).rounded(.down) / 1000)
  }

  /// Whether a create is done, and with which request it is answered; `nil`: with its own.
  mutating func foreignReply() -> (isDone: Bool, request: ExistingRequest)? {
    guard !isCalm, traits.foreignReplies > 0, Double.random(in: 0..<1, using: &random) < traits.foreignReplies,
      let other = kept.randomElement(using: &random)
    else { return nil }
    return (Bool.random(using: &random), other.request)
  }

  private mutating func newID() -> RequestID {
    made += 1
    return RequestID(String(format: "%024x", made))
  }

  func request(_ id: RequestID) -> ExistingRequest? { kept.first { $0.request.id == id }?.request }

  /// Since when the list has shown a request with this key; `nil` where it has none.
  func visibleSince(_ key: RequestKey) -> Double? { kept.filter { $0.request.key == key }.map(\.visibleFrom).min() }

  /// Another client changes a request, which moves it in the order of change.
  mutating func touch(_ index: Int, at now: Double) {
    guard kept[index].request.status != "CANCELED", kept[index].request.status != "RESOLVED" else { return }
    kept[index].request.lastUpdated = stamp(at: now)
    kept[index].request.status = "IN_PROGRESS"
  }

  mutating func setStatus(_ status: ExistingRequest.Status, of index: Int, at now: Double) {
    kept[index].request.lastUpdated = stamp(at: now)
    kept[index].request.status = status
    kept[index].request.decision = RequestDecision(status: status)
  }

  mutating func cancel(_ id: RequestID, at now: Double) -> Result<ExistingRequest, ServiceFailure> {
    if let refusal = refusals[id] { return .failure(refusal) }
    guard hasCancels, let index = kept.firstIndex(where: { $0.request.id == id }) else {
      return .failure(.rejected(ServiceError(status: 404, code: "E0000007", summary: "not found")))
    }
    switch kept[index].request.status {
    case "OPEN" where kept[index].request.course?.hasDecisions == true:
      return .failure(.rejected(Self.badUpdate("one or more tasks are already resolved.")))
    case "CANCELED": return .failure(.rejected(Self.badUpdate("request status is already CANCELED.")))
    case "RESOLVED": return .failure(.rejected(Self.badUpdate("one or more tasks are already resolved.")))
    default:
      setStatus("CANCELED", of: index, at: now)
      cancels[id, default: 0] += 1
      return .success(kept[index].request)
    }
  }

  private static func badUpdate(_ reason: String) -> ServiceError {
    ServiceError(status: 400, code: "E0000002", summary: "Request update failed: \(reason)")
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

  /// A list has no field values, and does not show who has decided.
  private static func sparse(_ request: ExistingRequest) -> ExistingRequest {
    var request = request
    (request.fieldValues, request.course) = (nil, nil)
    return request
  }

  static let vanishedCursor = ServiceFailure.rejected(
    ServiceError(
      status: 400, summary: "bad cursor", causes: [ServiceError.Cause(summary: "not found", location: "/after")]))
}
