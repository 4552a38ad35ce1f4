import Foundation
import OktaWire

/// The operations under `/governance/api/v1/requests`, but for the create (`CreateRequest.swift`).
extension OperationHandler {
  func listRequests() async throws -> ServerResponse {
    let listing = try Listing.read(QueryString(call.query), .requests)
    let hidden = ledger.hiddenRequests(at: now)
    guard let page = try await ledger.read(at: now, { try $0.page(listing, without: hidden) }) else {
      throw APIError.unknownCursor(listing.after)
    }
    let links = bodies.links(at: Endpoint.requests.path, listing.linked, after: listing.after, next: page.next)
    let body = RequestListBody(data: page.items.map(bodies.request), links: links.body)
    var response = try response(with: body, of: page.items.map(\.id))
    response.headers = links.headers
    return response
  }

  /// The response with a list, without the requesters that a fault hides.
  private func response(with list: RequestListBody, of ids: [String]) throws -> ServerResponse {
    let response = try ServerResponse.json(200, list)
    let hidden = ledger.hiddenRequesters(among: ids)
    guard !hidden.isEmpty, let body = response.body,
      var page = try JSONSerialization.jsonObject(with: body) as? [String: Any],
      let requests = page["data"] as? [[String: Any]]
    else { return response }
    page["data"] = requests.map { request in
      hidden.contains(request["id"] as? String ?? "") ? request.filter { $0.key != "requesterUserIds" } : request
    }
    var changed = response
    changed.body = try JSONSerialization.data(withJSONObject: page, options: [.sortedKeys, .withoutEscapingSlashes])
    return changed
  }

  func retrieveRequest(_ id: String) async throws -> ServerResponse {
    guard let request = try await ledger.read(at: now, { try $0.request(id.lowercased()) }) else {
      throw APIError.notFound
    }
    return try .json(200, bodies.request(request))
  }

  /// 201 without a body (the contract's operation `createRequestMessage` has no content).
  func createMessage(to id: String) async throws -> ServerResponse {
    let message = try MessageRules.check(await readBody())
    let (user, moment) = (user, Timestamp(now))
    try await ledger.transact(at: now) { tables in
      guard try tables.insertMessage(message, to: id.lowercased(), by: user, at: moment) else {
        throw APIError.notFound
      }
    }
    return ServerResponse(status: 201)
  }
}

/// The rules of a message (contract schema `request-message-creatable`).
enum MessageRules {
  static func check(_ body: JSONValue) throws(APIError) -> String {
    var rules = BodyRules()
    guard rules.object(body, at: ""), let value = rules.required("message", of: body, at: ""),
      let message = rules.string(value, lengths: 1...5000, at: "/message")
    else { throw .invalid(rules.causes) }
    return message
  }
}
