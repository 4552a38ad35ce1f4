package import struct Foundation.Data
package import class Foundation.JSONDecoder
package import class Foundation.JSONEncoder

/// How bodies become bytes and come back (RFC 8259): sorted keys, slashes as they are, so that one value has one text.
package enum WireJSON {
  package static func encode(_ body: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(body)
  }

  package static func decode<Body: Decodable>(_ type: Body.Type, from data: Data) throws -> Body {
    try JSONDecoder().decode(type, from: data)
  }

  /// Whether `data` is one JSON value from its first byte to its last; the digits of numbers are not looked at.
  package static func isWhole(_ data: Data) -> Bool {
    data.withUnsafeBytes { JSONCursor.isWhole($0.bindMemory(to: UInt8.self)) }
      || (try? decode(Anything.self, from: data)) != nil
  }
}

/// Any JSON value at all; nothing of it is kept.
package struct Anything: Hashable, Sendable, Decodable {
  package init(from decoder: any Decoder) {}
}

extension KeyedDecodingContainer {
  /// A member that nothing depends on: `nil` where it is missing, `null` or of another type, so that the org may change it
  /// at will.
  func unneeded<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
    (try? decodeIfPresent(type, forKey: key)) ?? nil
  }
}
