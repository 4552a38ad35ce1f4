import Foundation
import OktaWire
package import Model

/// A call that the org answered: its reply, and what makes a failure of a reply that cannot be used.
package struct Exchange: Sendable {
  /// What the org answered.
  package var reply: RawReply
  /// What classifies the failures of this call.
  package var failures: FailureClassifier

  /// The reply's body; throws `ServiceFailure.lost` where it is not one.
  package func decode<Body: Decodable>(_ type: Body.Type) throws(ServiceFailure) -> Body {
    do {
      return try WireJSON.decode(type, from: reply.body)
    } catch let error as DecodingError {
      throw failures.unreadable(reply, error.place)
    } catch {
      throw failures.unreadable(reply, String(describing: error))
    }
  }

  /// The one request that the reply's body shows; throws as `decode` does.
  func request() throws(ServiceFailure) -> ExistingRequest {
    if let request = RequestReader.request(in: reply.body) { return request }
    return try decode(RequestBody.self).existingRequest(isRetrieved: true)
  }

  /// Where the next page of `list` begins, by the reply's headers or else by its body; `nil` on the last page. Throws
  /// `ServiceFailure.lost` for a link that leads out of the list or to the page itself.
  func nextPage(of list: Endpoint, link: LinkBody?) throws(ServiceFailure) -> PageLink? {
    do throws(NextLinkError) {
      return try NextLink.find(
        headers: reply.headers, body: link, current: failures.call.pathAndQuery, list: list.path)
    } catch {
      throw failures.unreadable(reply, error.text)
    }
  }

  /// `value` with what the reply says of the rate limit and the org's clock.
  func result<Value>(_ value: Value) -> Reply<Value> {
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
