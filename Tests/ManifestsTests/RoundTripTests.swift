import Manifests
import Model
import Testing

/// A random valid manifest: what it means, and ways to write it.
struct RandomManifest {
  struct Entry {
    var name: String?
    var type: String
    var subject: String
    var users: [String]
    var fields: [(id: String, value: FieldValue)]
    var messages: [String]
    var attempt: Int
  }

  private(set) var entries: [Entry] = []

  init(using generator: inout SplitMix64) {
    for number in 0..<Int.random(in: 1...12, using: &generator) {
      let fields = (0..<Int.random(in: 0...3, using: &generator)).map { field in
        (
          id: "05c87fe9-11f6-4d40-a033-b155b39dcdb\(field)",
          value: Bool.random(using: &generator)
            ? FieldValue.string(Self.text(using: &generator)) : .selection(Self.text(using: &generator))
        )
      }
      entries.append(
        Entry(
          name: Bool.random(using: &generator) ? "entry-\(number)" : nil,
          type: "61eb2db568c7c300079fefd\(Int.random(in: 0...9, using: &generator))",
          subject: "\(number) " + Self.line(using: &generator),
          users: (0..<Int.random(in: 0...3, using: &generator)).map { "00u00000000000000\($0)aZ" },
          fields: fields,
          messages: (0..<Int.random(in: 0...2, using: &generator)).map { _ in Self.text(using: &generator) },
          attempt: Int.random(in: 1...3, using: &generator)))
    }
  }

  private static func text(using generator: inout SplitMix64) -> String {
    let alphabet = Array("abc 019:#-?!&*[]{}'\"\\,@%|>~\n\té語👩‍👧\u{301}\u{A0}")
    let length = Int.random(in: 1...12, using: &generator)
    return "x" + String((0..<length).compactMap { _ in alphabet.randomElement(using: &generator) })
  }

  /// What a subject can be: one line, without white space at its ends.
  private static func line(using generator: inout SplitMix64) -> String {
    text(using: &generator).replacing(/[\n\t]/, with: " ").replacing(/\s+$/, with: "")
  }

  var declarations: [RequestDeclaration] {
    entries.flatMap { entry -> [RequestDeclaration] in
      let users: [String?] = entry.users.isEmpty ? [nil] : entry.users
      return users.map { user in
        RequestDeclaration(
          name: entry.name, requestTypeID: RequestTypeID(fromOrg: entry.type), requester: user.flatMap { UserID($0) },
          subject: entry.subject,
          fieldValues: entry.fields.map { RequesterFieldValue(id: FieldID(fromOrg: $0.id), value: $0.value) },
          messages: entry.messages, attempt: entry.attempt, place: SourcePlace(file: "", mark: .start))
      }
    }
  }

  enum Form: CaseIterable { case block, flow, anchored, listed }

  func written(as form: Form) -> String {
    var text = head + "requests:\n"
    for (number, entry) in entries.enumerated() {
      let values = entry.fields.map { field -> (String, String) in
        switch field.value {
        case .string(let value): (field.id, Self.quoted(value))
        case .selection(let value): (field.id, "[\(Self.quoted(value))]")
        }
      }
      var pairs = [("requestTypeId", entry.type), ("subject", Self.quoted(entry.subject))]
      if entry.attempt > 1 { pairs.append(("attempt", "\(entry.attempt)")) }
      if let name = entry.name { pairs.append(("name", name)) }
      if !entry.users.isEmpty { pairs.append(("users", "[" + entry.users.joined(separator: ", ") + "]")) }
      if !entry.messages.isEmpty {
        let list =
          form == .block
          ? entry.messages.map { "\n      - " + Self.block($0) }.joined()
          : "[" + entry.messages.map(Self.quoted).joined(separator: ", ") + "]"
        pairs.append(("messages", list))
      }
      if form == .listed {
        pairs.append(
          ("requesterFields", "[" + values.map { "{ id: \($0.0), value: \($0.1) }" }.joined(separator: ", ") + "]"))
      } else {
        pairs.append(("requesterFields", "{ " + values.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + " }"))
      }
      switch form {
      case .block: text += "  - " + pairs.map { "\($0.0): \($0.1)" }.joined(separator: "\n    ") + "\n"
      case .flow, .listed: text += "  - { " + pairs.map { "\($0.0): \($0.1)" }.joined(separator: ",\n  ") + " }\n"
      case .anchored:
        let base = pairs.filter { $0.0 != "name" && $0.0 != "subject" }
        let own = pairs.filter { $0.0 == "name" || $0.0 == "subject" }
        text +=
          "  - { <<: &base\(number) { " + base.map { "\($0.0): &a \($0.1)" }.joined(separator: ", ") + " }, "
          + own.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + " }\n"
      }
    }
    return text
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\t": "\\t"
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }

  /// A literal block scalar with its ends kept, where the text has no tab or blank that it cannot say.
  private static func block(_ text: String) -> String {
    guard text.contains("\n"), !text.hasSuffix("\n") else { return quoted(text) }
    return "|-\n"
      + text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "        " + $0 }
      .joined(separator: "\n")
  }
}

@Suite("what is written comes back")
struct RoundTripTests {
  @Test("every form of a random manifest means the same declarations", arguments: [11, 12, 13, 14, 15])
  func roundTrip(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let manifest = RandomManifest(using: &generator)
      for form in RandomManifest.Form.allCases {
        let text = manifest.written(as: form)
        let reading = try ManifestSet.of(text)
        #expect(reading.errorCount == 0, "\(text)")
        #expect(reading.declarations.map(\.placeless) == manifest.declarations, "\(text)")
      }
    }
  }
}
