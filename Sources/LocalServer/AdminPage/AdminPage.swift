import Foundation
import HTTPTypes
import OktaWire
import Model

/// The page for approvers: one file without external resources. It has no data; its script asks for the token and calls
/// `/local/v1/requests` with it.
enum AdminPage {
  /// The page, with a policy by which a browser runs only this script, applies only this style and loads nothing else:
  /// text of requests is never executed.
  static func response(random: () -> UInt64) -> ServerResponse {
    let nonce = random().digits(16, radix: 16) + random().digits(16, radix: 16)
    let policy = """
      default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; connect-src 'self'; \
      img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
      """
    return ServerResponse(
      status: 200,
      headers: [
        .init(name: .contentType, value: "text/html; charset=utf-8"),
        .init(name: .contentSecurityPolicy, value: policy),
        .init(name: .xContentTypeOptions, value: "nosniff"),
        .init(name: .referrerPolicy, value: "no-referrer"),
        .init(name: .cacheControl, value: "no-store"),
      ],
      body: Data(text.replacing("{{nonce}}", with: nonce).utf8))
  }

  private static let text = resource(PackageResources.page_html)
    .replacing("{{style}}", with: resource(PackageResources.page_css))
    .replacing("{{script}}", with: resource(PackageResources.parts_js) + resource(PackageResources.page_js))

  private static func resource(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
