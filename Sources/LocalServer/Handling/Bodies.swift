import HTTPTypes
import OktaWire

/// What the ledger keeps, as the API shows it; links are absolute, under the origin that the client called.
struct Bodies: Sendable {
  /// Scheme and authority, without a slash at the end.
  let origin: String
  /// The same for links to next pages.
  let nextOrigin: String

  /// A host that no name service knows (RFC 6761, section 6.4).
  static let foreignOrigin = "https://another-host.invalid"

  func request(_ request: StoredRequest) -> RequestBody {
    RequestBody(
      id: request.id, subject: request.subject, requestTypeId: request.requestTypeID,
      requesterUserIds: [request.requester], created: request.created, createdBy: request.createdBy,
      lastUpdated: request.lastUpdated, lastUpdatedBy: request.lastUpdatedBy,
      permalinkId: Int(request.permalinkID), resolved: request.resolved, requestStatus: request.status.rawValue,
      type: request.kind.rawValue,
      links: RequestLinks(
        requestType: .json(origin + Endpoint.requestType(request.requestTypeID).path),
        self: .json(origin + Endpoint.request(request.id).path)),
      details: request.details.map { details($0, of: request.kind) })
  }

  private func details(_ details: StoredRequest.Details, of kind: StoredRequest.Kind) -> RequestDetails {
    RequestDetails(
      requesterFieldValues: details.fieldValues, course: kind == .accessRequest ? details.course.body : nil)
  }

  /// The links of a page whose list was asked for with these parameters, and the `Link` headers that say the same: one header
  /// for each relation, as Okta sends them. `next` is the cursor of the next page.
  func links(
    at path: String, _ parameters: [Listing.Parameter], after: String?, next: String?
  ) -> (body: PageLinks, headers: [Answer.Header]) {
    func target(_ origin: String, _ cursor: String?) -> String {
      let all = parameters + (cursor.map { [Listing.Parameter(name: "after", value: $0)] } ?? [])
      return origin + path + "?" + all.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
    let own = target(origin, after)
    let following = next.map { target(nextOrigin, $0) }
    var headers = [Answer.Header(name: .link, value: "<\(own)>; rel=\"self\"")]
    if let following { headers.append(.init(name: .link, value: "<\(following)>; rel=\"next\"")) }
    return (PageLinks(self: LinkBody(href: own), next: following.map { LinkBody(href: $0) }), headers)
  }
}

extension Listing {
  /// The parameters as they were written, and the limit that holds.
  var linked: [Parameter] {
    written + (written.contains { $0.name == "limit" } ? [] : [Parameter(name: "limit", value: String(limit))])
  }
}
