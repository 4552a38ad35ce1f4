import Foundation
import OktaWire
package import RequestModel

extension OrgClient: RequestService {
  package func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
    let call = query.next.map(APICall.page) ?? .listRequests(ListParameters(query))
    let (reply, map) = try await perform(call)
    let page = try read(PageBody<RequestBody>.self, from: reply, map)
    let next = try nextPage(
      reply, map, body: page.links.next, current: call.pathAndQuery, list: Endpoint.requests.path)
    let requests = page.data.map { $0.existingRequest(isRetrieved: false) }
    return told(RequestPage(requests: requests, next: next), by: reply)
  }

  package func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    let (reply, map) = try await perform(.retrieveRequest(id.text))
    return told(try read(RequestBody.self, from: reply, map).existingRequest(isRetrieved: true), by: reply)
  }

  package func createRequest(_ draft: RequestDraft) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    let (reply, map) = try await perform(.createRequest(CreateBody(draft)))
    return told(try read(RequestBody.self, from: reply, map).existingRequest(isRetrieved: true), by: reply)
  }

  /// The contract gives the reply no body; JSON in it is not read.
  package func sendMessage(_ message: String, to id: RequestID) async throws(ServiceFailure) -> Reply<Void> {
    told((), by: try await perform(.sendMessage(message, to: id.text)).reply)
  }

  package func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType> {
    let (reply, map) = try await perform(.retrieveRequestType(id.text))
    return told(try read(RequestTypeBody.self, from: reply, map).requestType, by: reply)
  }

  package func currentUser() async throws(ServiceFailure) -> Reply<UserID> {
    let (reply, map) = try await perform(.currentUser)
    return told(UserID(fromOrg: try read(UserBody.self, from: reply, map).id), by: reply)
  }

  package func organization() async throws(ServiceFailure) -> Reply<OrgID> {
    let (reply, map) = try await perform(.organization)
    let body = try read(OrganizationBody.self, from: reply, map)
    guard !body.id.isEmpty else { throw map.unreadable(reply, "/id is empty") }
    return told(OrgID(body.id), by: reply)
  }

  package func renewCredentials() async throws(ServiceFailure) -> Bool {
    try await renew()
  }

  func nextPage(
    _ reply: RawReply, _ map: FailureMap, body: LinkBody?, current: String, list: String
  ) throws(ServiceFailure) -> PageLink? {
    do throws(NextLinkProblem) {
      return try NextLink.find(headers: reply.headers, body: body, current: current, list: list)
    } catch {
      throw map.unreadable(reply, error.text)
    }
  }

  func read<Body: Decodable>(
    _ type: Body.Type, from reply: RawReply, _ map: FailureMap
  ) throws(ServiceFailure) -> Body {
    do {
      return try WireJSON.decode(type, from: reply.body)
    } catch let error as DecodingError {
      throw map.unreadable(reply, error.place)
    } catch {
      throw map.unreadable(reply, String(describing: error))
    }
  }

  func told<Value>(_ value: Value, by reply: RawReply) -> Reply<Value> {
    Reply(value, rate: reply.rate, date: reply.headers.date, callID: reply.callID)
  }
}

extension DecodingError {
  /// What is wrong and where, as a JSON pointer (RFC 6901).
  fileprivate var place: String {
    switch self {
    case .keyNotFound(let key, let context): "\(Self.pointer(context))/\(key.stringValue) is missing"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "\(Self.subject(context)): expected \(Self.name(of: type)), found another value"
    case .dataCorrupted(let context): "\(Self.subject(context)): \(context.debugDescription)"
    @unknown default: "the body is not what it should be"
    }
  }

  private static func pointer(_ context: Context) -> String {
    context.codingPath.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }.joined()
  }

  private static func subject(_ context: Context) -> String {
    let pointer = pointer(context)
    return pointer.isEmpty ? "the body" : pointer
  }

  /// A type by the name that JSON has for it.
  private static func name(of type: Any.Type) -> String {
    let name = String(describing: type)
    if name.hasPrefix("Dictionary") { return "an object" }
    if name.hasPrefix("Array") || name.contains("UnkeyedDecodingContainer") { return "a list" }
    return ["String": "a text", "Bool": "true or false", "Int": "a number", "Timestamp": "a moment"][name]
      ?? "an object"
  }
}
