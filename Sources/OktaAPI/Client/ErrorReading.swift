import Foundation
package import RequestModel

extension ServiceError {
  /// Reads an error reply of any kind: Okta's envelope, OAuth's error object, HTML of a proxy, a blank body.
  package init(_ reply: RawReply) {
    self.init(status: reply.status, summary: "", callID: reply.callID, rate: reply.rate)
    if let body = try? WireJSON.decode(ErrorBody.self, from: reply.body), body.isOktas {
      read(body)
    } else if let refusal = try? WireJSON.decode(OAuthRefusal.self, from: reply.body) {
      summary = refusal.text
    } else {
      summary = Self.excerpt(reply) ?? OAuthRefusal(headers: reply.headers)?.text ?? "no reason given"
    }
    if summary.isEmpty { summary = OAuthRefusal(headers: reply.headers)?.text ?? "no reason given" }
  }

  private mutating func read(_ body: ErrorBody) {
    code = body.errorCode
    summary = body.errorSummary
    callID = callID ?? body.errorId
    causes = body.errorCauses.map { Cause(summary: $0.errorSummary, reason: $0.reason, location: $0.location) }
  }

  /// The title of an HTML page, or the first 160 characters of any text; `nil` for a blank body.
  private static func excerpt(_ reply: RawReply) -> String? {
    let text = String(decoding: reply.body.prefix(65_536), as: UTF8.self)
    let words = Markup.title(of: text) ?? Markup.text(of: text)
    let line = words.split(whereSeparator: { $0.isWhitespace || !$0.isPrintable }).joined(separator: " ")
    guard !line.isEmpty else { return nil }
    return line.count > 160 ? "\(line.prefix(160))…" : line
  }
}

extension Character {
  /// Control characters of a reply never reach a terminal.
  fileprivate var isPrintable: Bool {
    !unicodeScalars.contains(where: \.isObeyedByTerminals)
  }
}

/// The little of HTML that it takes to quote an error page.
private enum Markup {
  static func title(of page: String) -> String? {
    guard let open = page.range(of: "<title", options: .caseInsensitive),
      let start = page[open.upperBound...].firstIndex(of: ">"),
      let end = page[start...].range(of: "</title", options: .caseInsensitive)
    else { return nil }
    let title = page[page.index(after: start)..<end.lowerBound]
    return title.allSatisfy(\.isWhitespace) ? nil : String(title)
  }

  /// The text without its tags.
  static func text(of page: String) -> String {
    var text = ""
    var isInTag = false
    for character in page {
      switch character {
      case "<": isInTag = true
      case ">" where isInTag:
        isInTag = false
        text += " "
      default: if !isInTag { text.append(character) }
      }
    }
    return text
  }
}
