import Foundation
import Model
import Testing

@Suite("What is stored")
struct StoredFormTests {
  private static func decode(_ text: String) throws -> RequesterFieldValue {
    try JSONDecoder().decode(RequesterFieldValue.self, from: Data(text.utf8))
  }

  @Test(
    "a field value is read as the journal and saved plans have ever spelled it",
    arguments: [
      (#"{"id":"f","string":"why"}"#, .string("why")), (#"{"id":"f","value":""}"#, .string("")),
      (#"{"id":"f","selection":"prod"}"#, .selection("prod")),
    ] as [(String, FieldValue)])
  func fieldValues(text: String, value: FieldValue) throws {
    let field = RequesterFieldValue(id: FieldID(fromOrg: "f"), value: value)
    #expect(try Self.decode(text) == field)
    #expect(try Self.decode(String(decoding: JSONEncoder().encode(field), as: UTF8.self)) == field)
  }

  @Test(
    "a field value that has no answer, or two, is refused",
    arguments: [#"{"id":"f"}"#, #"{"id":"f","string":"a","selection":"b"}"#, #"{"string":"a"}"#])
  func noFieldValue(text: String) {
    #expect(throws: DecodingError.self) { try Self.decode(text) }
  }

  @Test("hashes and seeded numbers are the same in every version, since states and seeds rely on them")
  func numbers() {
    #expect(FNV1a.hash(of: []) == 0xcbf2_9ce4_8422_2325)
    #expect(FNV1a.hash(of: ["a", ""]) == 0xe5d2_f719_0427_066c)
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(7.digits(4) == "0007" && 0xAB.digits(1, radix: 16) == "ab")
  }
}
