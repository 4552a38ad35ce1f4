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
}

extension WireJSON {
  /// The bytes of a body made of strings alone, which cannot fail to encode.
  package static func text(_ body: some StringBody) -> Data {
    do {
      return try encode(body)
    } catch {
      preconditionFailure("a body of strings did not encode: \(error)")
    }
  }
}

/// A body that holds strings and lists of strings only, so that encoding it cannot fail.
package protocol StringBody: Encodable {}

extension CreateBody: StringBody {}
extension MessageBody: StringBody {}
