import Manifests
import Model
import Testing

@Suite("reading any bytes as a manifest ends, with places within them")
struct FuzzTests {
  private static let sample = Array(
    (head + salesforce + """
      defaults: &d { requestType: salesforce, users: [\(user)] }
      requests:
        - &a
          <<: *d
          name: é "語"
          subject: |
            of several
            lines
          requesterFields: { justification: "\\u00e9 \\t", until: '2027-05-05T14:15:22Z' }
          messages: [one, *m, ? two, "three\\
            four"]
        - !!map { <<: [*a], name: b, messages: &m [x], subject: >-
            folded }
        - { name: '$${a} \u{85}', subject: "\\ud83d\\ude80 \u{2028}", users: [“a”, {{ b }}, "\u{200B}"], attempt: 2 }
      ---
      \u{FEFF}# another
      kind: AccessRequests
      ...

      """).utf8)

  /// Counting and keeping agree, places are within the text, excerpts can be made.
  private func check(_ bytes: [UInt8]) throws {
    let kept = try ManifestSet.of(bytes: bytes, keeping: .declarations)
    let counted = try ManifestSet.of(bytes: bytes, keeping: .count)
    #expect(kept.diagnostics == counted.diagnostics)
    #expect(kept.declared.count == counted.declarationCount)
    let lines = UInt32(bytes.count) + 1
    for finding in kept.diagnostics {
      #expect(finding.range.start.line >= 1 && finding.range.start.line <= lines)
      #expect(finding.range.start <= finding.range.end)
    }
    let excerpts = SourceExcerpts(of: kept.diagnostics, in: kept.sources)
    #expect(kept.diagnostics.allSatisfy { excerpts.excerpt(for: $0) != nil })
  }

  @Test("every prefix of a manifest")
  func prefixes() throws {
    for length in 0...Self.sample.count { try check(Array(Self.sample.prefix(length))) }
  }

  @Test("a manifest with changed, lost and doubled bytes", arguments: [1, 2, 3, 4])
  func changed(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let alphabet = Array("{}[],:-?&*!|>'\"%@`#~<\\ \n\t\r".utf8) + [0, 0x7F, 0x85, 0xC2, 0xE2, 0xEF, 0xFF]
    for _ in 0..<400 {
      var bytes = Self.sample
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[place] = alphabet.randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: place)
        default:
          let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
          bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        }
      }
      try check(bytes)
    }
  }
}
