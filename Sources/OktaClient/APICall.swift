package import struct Foundation.Data
package import OktaWire
package import RequestModel

/// One call to the API, ready to send but for the org and the credentials.
package struct APICall: Hashable, Sendable {
  /// The methods that this API takes from Writ.
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package var method: Method
  /// Begins with `/`; percent-encoded.
  package var pathAndQuery: String
  /// JSON, unless `contentType` says otherwise; `nil` for a call without a body.
  package var body: Data?
  /// Of the body.
  package var contentType: String
  /// Parts of the body that nothing may show.
  var secrets: [String] = []
  /// `false` where the contract gives the reply to a success no body.
  var hasReplyBody = true

  package init(method: Method, pathAndQuery: String, body: Data? = nil, contentType: String = "application/json") {
    self.method = method
    self.pathAndQuery = pathAndQuery
    self.body = body
    self.contentType = contentType
  }
}

extension APICall {
  package static func listRequests(_ parameters: ListParameters) -> APICall {
    APICall(method: .get, pathAndQuery: parameters.appended(to: Endpoint.requests.path))
  }

  /// The page that an earlier one pointed to.
  package static func page(_ link: PageLink) -> APICall {
    APICall(method: .get, pathAndQuery: link.pathAndQuery)
  }

  package static func retrieveRequest(_ id: String) -> APICall {
    APICall(method: .get, pathAndQuery: Endpoint.request(id).path)
  }

  package static func createRequest(_ body: CreateBody) -> APICall {
    APICall(method: .post, pathAndQuery: Endpoint.requests.path, body: WireJSON.text(body))
  }

  package static func sendMessage(_ message: String, to id: String) -> APICall {
    var call = APICall(
      method: .post, pathAndQuery: Endpoint.messages(id).path, body: WireJSON.text(MessageBody(message: message)))
    call.hasReplyBody = false
    return call
  }

  package static func retrieveRequestType(_ id: String) -> APICall {
    APICall(method: .get, pathAndQuery: Endpoint.requestType(id).path)
  }

  package static func listRequestTypes(_ parameters: ListParameters) -> APICall {
    APICall(method: .get, pathAndQuery: parameters.appended(to: Endpoint.requestTypes.path))
  }

  /// A call of the token endpoint; its form holds a secret.
  static func token(_ form: [(name: String, value: String)]) -> APICall {
    let body = form.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    var call = APICall(
      method: .post, pathAndQuery: Endpoint.token.path, body: Data(body.utf8),
      contentType: "application/x-www-form-urlencoded")
    call.secrets = form.filter { $0.name == "client_assertion" }.map(\.value)
    return call
  }

  package static let organization = APICall(method: .get, pathAndQuery: Endpoint.organization.path)

  package static let currentUser = APICall(method: .get, pathAndQuery: Endpoint.currentUser.path)
}
