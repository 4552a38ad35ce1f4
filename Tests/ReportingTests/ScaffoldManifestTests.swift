import Manifests
import Model
import Reporting
import Testing

@Suite("a manifest to start from")
struct ScaffoldManifestTests {
  private static let words = [
    "Why", "do you", "need", "it?", "${x}", "{{ y }}", "a: b", "# no", "no", "\n", "\u{85}", "é", "“", "''", "\"",
    "- x", "", " ", "[a]",
    "{b}", "2027-01-01", "null", "\u{1F600}", "\u{200B}",
  ]

  private static func text(using generator: inout SplitMix64) -> String {
    (0..<Int.random(in: 0...5, using: &generator)).compactMap { _ in words.randomElement(using: &generator) }
      .joined(separator: " ")
  }

  private static func field(_ number: Int, using generator: inout SplitMix64) -> RequestType.Field {
    let kind: RequestType.Field.Kind = [.text, .dateTime, .select].randomElement(using: &generator) ?? .text
    let options = (0..<Int.random(in: 1...4, using: &generator)).map { _ in text(using: &generator) }
    return RequestType.Field(
      id: FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdb\(number)"), prompt: text(using: &generator),
      isRequired: Bool.random(using: &generator), kind: kind,
      options: kind == .select ? options.filter { !$0.isEmpty } : [])
  }

  @Test("the scaffold of any request types is valid, and declares one request of each", arguments: [51, 52, 53])
  func valid(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let types = (0..<Int.random(in: 1...4, using: &generator)).map { number in
        RequestType(
          id: RequestTypeID(fromOrg: "61eb2db568c7c300079fefd\(number)"), name: Self.text(using: &generator),
          description: Self.text(using: &generator), status: number == 0 ? "ACTIVE" : "DRAFT",
          fields: Int.random(in: 0...5, using: &generator) == 0
            ? nil : (0..<Int.random(in: 0...5, using: &generator)).map { Self.field($0, using: &generator) })
      }
      let text = ScaffoldManifest.text(types)
      let reading = try ManifestReader().read(
        sources: [ManifestSource(name: "m.yaml", bytes: Array(text.utf8))], keeping: .declarations)
      // What is to FILL IN is a warning until it is.
      #expect(
        reading.isValid
          && reading.diagnostics.allSatisfy { $0.severity == .warning && $0.message.hasSuffix("still to be filled in") },
        "\(text)")
      #expect(reading.declared.map(\.entry.requestTypeID) == types.map(\.id))
      for (declared, type) in zip(reading.declared, types) {
        #expect(declared.entry.fields.count == (type.fields ?? []).count(where: \.isRequired))
      }
    }
  }
}
