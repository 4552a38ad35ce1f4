package import struct Foundation.Data
package import HTTPTypes
package import OktaWire
package import Model

/// One call to the API, ready to send but for the org and the credentials.
package struct APICall: Hashable, Sendable {
  /// How the resource is called.
  package var method: HTTPRequest.Method
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
  /// The single thing that it is about, such as `request 61eb06a3c462d20007f0235c`.
  var item: String?

  package init(
    method: HTTPRequest.Method, pathAndQuery: String, body: Data? = nil, contentType: String = "application/json"
  ) {
    self.method = method
    self.pathAndQuery = pathAndQuery
    self.body = body
    self.contentType = contentType
  }
}

extension APICall {
  /// A call that reads a resource.
  package static func get(_ endpoint: Endpoint, _ query: KeyValuePairs<String, String?> = [:]) -> APICall {
    var call = APICall(method: .get, pathAndQuery: Query.append(query, to: endpoint.path))
    call.item = endpoint.item
    return call
  }

  /// A call that reads what `path` leads to.
  package static func get(path: String) -> APICall { APICall(method: .get, pathAndQuery: path) }

  /// A call that sends JSON to a resource.
  package static func post(_ endpoint: Endpoint, _ body: Data) -> APICall { send(.post, endpoint, body) }

  private static func send(_ method: HTTPRequest.Method, _ endpoint: Endpoint, _ body: Data) -> APICall {
    var call = APICall(method: method, pathAndQuery: endpoint.path, body: body)
    call.item = endpoint.item
    return call
  }

  /// The first page of the requests, or the one that the parameters ask for.
  package static func listRequests(_ parameters: ListParameters) -> APICall {
    get(.requests, parameters.items)
  }

  /// The page that an earlier one pointed to.
  package static func page(_ link: PageLink) -> APICall {
    get(path: link.pathAndQuery)
  }

  /// One request.
  package static func retrieveRequest(_ id: String) -> APICall {
    get(.request(id))
  }

  /// Creates a request; not idempotent.
  package static func createRequest(_ body: CreateBody) -> APICall {
    post(.requests, body.json)
  }

  /// Sends a message to a request; not idempotent.
  package static func sendMessage(_ message: String, to id: String) -> APICall {
    var call = post(.messages(id), MessageBody(message: message).json)
    call.hasReplyBody = false
    return call
  }

  /// Takes a request back that no one has decided on.
  package static func cancelRequest(_ id: String) -> APICall {
    send(.patch, .request(id), StatusBody.canceled.json)
  }

  /// One request type, with its fields.
  package static func retrieveRequestType(_ id: String) -> APICall {
    get(.requestType(id))
  }

  /// A call of the token endpoint; its form holds a secret.
  static func token(assertion: String, scopes: [String]) -> APICall {
    let form = Query.text([
      "grant_type": TokenRequest.grantType, "scope": scopes.joined(separator: " "),
      "client_assertion_type": TokenRequest.assertionType, "client_assertion": assertion,
    ])
    var call = APICall(
      method: .post, pathAndQuery: Endpoint.token.path, body: Data(form.utf8),
      contentType: "application/x-www-form-urlencoded")
    call.secrets = [assertion]
    return call
  }

  /// What the org says of itself, without credentials.
  package static let organization = get(.organization)

  /// The user of the token.
  package static let currentUser = get(.currentUser)
}
