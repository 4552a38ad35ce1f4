import Foundation
import OktaWire
import Testing

/// A JSON text as a value that compares without regard to the order of keys.
func json(_ text: some StringProtocol) throws -> NSObject {
  try json(Data(text.utf8))
}

func json(_ data: Data) throws -> NSObject {
  try #require(try JSONSerialization.jsonObject(with: data) as? NSObject)
}

func decode<Body: Decodable>(_ type: Body.Type, _ text: some StringProtocol) throws -> Body {
  try WireJSON.decode(type, from: Data(text.utf8))
}
