import Foundation
import HTTPTypes
import OktaWire
package import Model

extension ServiceError {
  /// Causes of one error that are kept.
  private static let maximumCauses = 20

  /// Reads an error reply of any kind: Okta's envelope, OAuth's error object, HTML of a proxy, a blank body. Every text of
  /// it is one that may be shown.
  package init(_ reply: RawReply) {
    self.init(
      status: reply.status, summary: "", callID: reply.callID, rate: reply.rate, retryAfter: reply.retryAfter)
    if let body = try? WireJSON.decode(ErrorBody.self, from: reply.body), body.isOktas {
      read(body)
    } else if let refusal = try? WireJSON.decode(OAuthErrorBody.self, from: reply.body) {
      summary = refusal.text
    } else {
      summary = Self.excerpt(reply) ?? ""
    }
    if summary.isEmpty { summary = OAuthErrorBody(headers: reply.headers)?.text ?? "no reason given" }
    clean(by: reply)
  }

  private mutating func read(_ body: ErrorBody) {
    code = body.errorCode
    summary = body.errorSummary
    callID = callID ?? body.errorId
    causes = body.errorCauses.prefix(Self.maximumCauses).map {
      Cause(summary: $0.errorSummary, reason: $0.reason, location: $0.location)
    }
  }

  private mutating func clean(by reply: RawReply) {
    summary = reply.shown(summary)
    callID = callID.map(reply.shown)
    causes = causes.map {
      Cause(
        summary: reply.shown($0.summary), reason: $0.reason.map(reply.shown), location: $0.location.map(reply.shown))
    }
  }

  /// The title of an HTML page, or the first 160 characters of any text; `nil` for a blank body. It is cleaned before its
  /// tags are taken out and before it is cut: a part of a secret is one too.
  private static func excerpt(_ reply: RawReply) -> String? {
    let part = reply.body.prefix(65_536)
    let text = reply.sentSecrets.hidden(
      in: String(decoding: part, as: UTF8.self), isCut: part.count < reply.body.count)
    let words = Markup.title(of: text) ?? Markup.text(of: text)
    let line = words.split(whereSeparator: { $0.isWhitespace || !$0.isPrintable }).joined(separator: " ")
    let clean = reply.sentSecrets.hidden(in: line)
    guard !clean.isEmpty else { return nil }
    return clean.count > 160 ? "\(clean.prefix(160))…" : clean
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
