import Foundation
import Model

/// One block of a PEM text (RFC 7468), with its lines as they should be: what people paste into variables has often lost
/// its line ends, or has `\n` for them, and stands in quotes or between comments.
package struct PEMBlock: Hashable, Sendable {
  /// Such as `PRIVATE KEY`.
  package let label: String
  /// Base64 without line ends.
  private let body: String

  init(label: String, body: String) {
    self.label = label
    self.body = body
  }

  /// From `-----BEGIN` to the end of the `-----END` line, in lines of 64 characters.
  package var text: String {
    var text = "-----BEGIN \(label)-----\n"
    var rest = Substring(body).utf8
    while !rest.isEmpty {
      text += Substring(rest.prefix(64))
      text += "\n"
      rest = rest.dropFirst(64)
    }
    return text + "-----END \(label)-----\n"
  }

  /// The same block with another label.
  package func labeled(_ label: String) -> PEMBlock { PEMBlock(label: label, body: body) }

  /// All blocks of a text that have an end and a body of base64.
  package static func all(in text: String) -> [PEMBlock] {
    bodies(in: text).compactMap { label, body in
      guard let body = base64(of: body), !body.isEmpty else { return nil }
      return PEMBlock(label: label, body: body)
    }
  }

  /// A body without what stands in it only by mistake; `nil` where it is not base64 even so.
  private static func base64(of body: Substring) -> String? {
    var base64: [UInt8] = []
    base64.reserveCapacity(body.utf8.count)
    var isEscaped = false
    for scalar in body.unicodeScalars {
      if let byte = UInt8(exactly: scalar.value), byte.isBase64 {
        // A line end that was written out, as `\n` or `\r`.
        if !isEscaped || (scalar != "n" && scalar != "r") { base64.append(byte) }
      } else if !scalar.isPadding {
        return nil
      }
      isEscaped = scalar == "\\"
    }
    return String(decoding: base64, as: UTF8.self)
  }

  /// The first private key.
  init(keyIn text: String) throws(KeyError) {
    let bodies = Self.bodies(in: text)
    let isKey = { (label: String) in label.hasSuffix("PRIVATE KEY") }
    if let first = bodies.first(where: { isKey($0.label) }) {
      guard !first.label.contains("ENCRYPTED"), !first.body.contains("ENCRYPTED") else { throw .encrypted }
    } else if bodies.contains(where: { $0.label.contains("PUBLIC") || $0.label.contains("CERTIF") }) {
      throw .publicOnly
    }
    guard let block = Self.all(in: text).first(where: { isKey($0.label) }) else { throw .notAKey }
    self = block
  }

  private static func bodies(in text: String) -> [(label: String, body: Substring)] {
    let parts = parts(of: text)
    return parts.indices.compactMap { index in
      guard parts[index].hasPrefix("BEGIN "), index + 2 < parts.count, parts[index + 2].hasPrefix("END ") else {
        return nil
      }
      return (parts[index].dropFirst("BEGIN ".count).trimmingCharacters(in: .whitespaces), parts[index + 1])
    }
  }

  /// What stands between marks of five dashes. A system's certificates are long: bytes are compared, not characters.
  private static func parts(of text: String) -> [Substring] {
    var parts: [Substring] = []
    var (start, dashes) = (text.startIndex, 0)
    for index in text.utf8.indices {
      dashes = text.utf8[index] == UInt8(ascii: "-") ? dashes + 1 : 0
      guard dashes == 5 else { continue }
      let end = text.utf8.index(after: index)
      parts.append(text[start..<text.utf8.index(end, offsetBy: -dashes)])
      (start, dashes) = (end, 0)
    }
    return parts + [text[start...]]
  }
}

extension Unicode.Scalar {
  /// What stands in a body only by mistake.
  fileprivate var isPadding: Bool { properties.isWhitespace || self == "\"" || self == "'" || self == "\\" }
}

extension UInt8 {
  fileprivate var isBase64: Bool { isASCIIAlphanumeric || "+/=".utf8.contains(self) }
}

extension String {
  /// Without white space and a byte order mark around it, and without the one pair of quotes that shells and YAML leave
  /// where they are written twice.
  package var unquoted: String {
    let text = trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"]))
    guard let quote = text.first, quote == "\"" || quote == "'", text.count > 1, text.last == quote else { return text }
    return text.dropFirst().dropLast().trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
