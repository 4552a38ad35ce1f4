package import struct Foundation.Data
package import HTTPTypes
import OktaWire
package import Model

/// What the org answered, whatever it says.
package struct RawReply: Hashable, Sendable {
  /// The HTTP status.
  package var status: Int
  /// All of the head.
  package var headers: HTTPFields
  /// Not compressed any more; empty where there is none.
  package var body: Data
  /// What no text about the reply may show.
  var sentSecrets = SentSecrets()

  package init(status: Int, headers: HTTPFields, body: Data) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// `text`, which was made of this reply, as it may be shown: cleaned of what the call carried, up to 2,000 characters.
  package func shown(_ text: String) -> String {
    let cut = text.prefix(Self.maximumCharacters)
    let isCut = cut.endIndex < text.endIndex
    return sentSecrets.hidden(in: String(cut), isCut: isCut) + (isCut ? "…" : "")
  }

  /// More of an error serves no reader.
  private static let maximumCharacters = 2_000

  /// The rate limit as the headers show it; `nil` where they don't.
  package var rate: RateLimitHeaders? { RateLimitHeaders(headers) }
  /// `X-Okta-Request-Id`.
  package var callID: String? { headers[values: .oktaRequestID].first }
}
