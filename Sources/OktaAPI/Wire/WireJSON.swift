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
