import Foundation
import Model

/// One block of a PEM text (RFC 7468), with its lines as they should be: what people paste into variables has often lost
/// its line ends, or has `\n` for them, and stands in quotes or between comments.
package struct PEMBlock: Hashable, Sendable {
  private static let mark = "-----"

  /// Such as `PRIVATE KEY`.
  package let label: String
  /// From `-----BEGIN` to the end of the `-----END` line.
  package let text: String

  /// Lines of 64 characters.
  init(label: String, body: String) {
    var lines: [Substring] = []
    var rest = body[...]
    while !rest.isEmpty {
      lines.append(rest.prefix(64))
      rest = rest.dropFirst(64)
    }
    self.label = label
    text = "-----BEGIN \(label)-----\n\(lines.joined(separator: "\n"))\n-----END \(label)-----\n"
  }

  /// All blocks of a text that have an end and a body of base64.
  package static func all(in text: String) -> [PEMBlock] {
    bodies(in: text).compactMap { label, body in
      let body = body.replacing("\\n", with: "").replacing("\\r", with: "").filter { !$0.isPadding }
      return body.utf8.allSatisfy(\.isBase64) && !body.isEmpty ? PEMBlock(label: label, body: body) : nil
    }
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

  private static func bodies(in text: String) -> [(label: String, body: String)] {
    let parts = text.components(separatedBy: mark)
    return parts.indices.compactMap { index in
      guard parts[index].hasPrefix("BEGIN "), index + 2 < parts.count, parts[index + 2].hasPrefix("END ") else {
        return nil
      }
      return (parts[index].dropFirst("BEGIN ".count).trimmingCharacters(in: .whitespaces), parts[index + 1])
    }
  }
}

extension Character {
  /// What stands in a body only by mistake.
  fileprivate var isPadding: Bool { isWhitespace || self == "\"" || self == "'" || self == "\\" }
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
