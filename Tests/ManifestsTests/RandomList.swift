import Manifests
import Model

/// A random file with long lists of requests: entries of all forms, of which some look as if others began in them, and what can be
/// around the lists.
struct RandomList {
  private static let user = "00ub0oNGTSWTBKOLGLNR"
  private var generator: SplitMix64
  private(set) var bytes: [UInt8] = []

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
    var text = ""
    for number in 0..<pick([1, 1, 1, 2, 3]) { text += document(number) }
    let end = pick(["\n", "\n", "\n", "\r\n", "\r"])
    text = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
    if rarely(8) { text = String(text.dropLast(Int.random(in: 1...3, using: &generator))) }
    if rarely(10) {
      bytes = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    } else {
      bytes = Array(text.utf8)
    }
    if rarely(2) { mutate() }
  }

  // MARK: Documents

  private mutating func document(_ number: Int) -> String {
    let keys = rarely(4) ? "  " : ""
    let entries = keys + pick(["", "", "  ", "  ", "    "])
    var header = [
      "apiVersion: writ/v1", "kind: AccessRequests",
      "requestTypes:\n\(keys)  salesforce: { id: 08ab2db568c7c300079fefd0 }\n"
        + "\(keys)  box:\n\(keys)    id: 08ab2db568c7c300079fefd1",
      "defaults: \(rarely(3) ? "&d " : ""){ users: [\(Self.user)], requestType: salesforce }",
      "tables:\n\(keys)  t: { rows: [{ n: a, m: x }, { n: b, m: x }, { n: a, m: x }] }",
    ]
    if rarely(4) { header.removeLast() }
    var late: [String] = []
    if rarely(3) { late = [header.removeLast()] }
    if rarely(12) { late.append("other: [1, 2]") }
    var text = number > 0 ? pick(["---\n", "---\n", "...\n---\n", "...\n%YAML 1.2\n---\n", "--- # next\n"]) : ""
    if number == 0, rarely(12) { text = pick(["%TAG !! tag:example.com,2000:\n---\n", "%YAML 1.1\n---\n"]) }
    for key in header { text += keys + key + "\n" }
    text +=
      keys
      + pick(["requests:", "requests:", "requests:", "requests: # many", "? requests\n\(keys):", "requests: !!seq"])
      + "\n"
    for entry in 0..<pick([0, 3, 10, 30, 60]) { text += self.entry(entry, of: number, entries) }
    for key in late { text += keys + key + "\n" }
    return text
  }

  // MARK: Entries

  private mutating func entry(_ number: Int, of document: Int, _ space: String) -> String {
    if rarely(6) { return special(number, space) }
    var lines = ["name: \(rarely(30) ? "same" : "e\(document)-\(number)")"]
    lines.append(rarely(9) ? "requestTypeId: 61eb2db568c7c300079fefd2" : "requestType: \(pick(["salesforce", "box"]))")
    lines += ["subject: " + value(number, space)]
    if rarely(2) { lines.append("users:\n\(space)  \(pick(["", "  "]))- \(Self.user)") }
    if rarely(4) { lines.append("messages: [\(pick(["a", "\"a,\n\(space)  - b\"", "'it''s'"])), b]") }
    if rarely(20) { lines.append("attempt: \(Int.random(in: 0...3, using: &generator))") }
    var text = ""
    if rarely(8) { text += pick(["# between\n", "\(space)# between\n", "\n", "\n\n", "  \n", "\(space)  # - in\n"]) }
    let first = pick(["- ", "- ", "- ", "-\n\(space)  ", "-   ", "- # comment\n\(space)  "])
    let rest = first == "-   " ? "\(space)    " : "\(space)  "
    for (index, line) in lines.enumerated() {
      text += (index == 0 ? space + first : rest) + line.replacing("\n\(space)  ", with: "\n\(rest)") + "\n"
    }
    return text
  }

  /// A subject: text in all styles, also over lines that look like entries.
  private mutating func value(_ number: Int, _ space: String) -> String {
    switch Int.random(in: 0..<14, using: &generator) {
    case 0: "\"Workspace \(number)\n\(space)- name: no entry\""
    case 1: "'Workspace\n\n\(space)- \(number)'"
    case 2: "|\n\(space)    of \(number)\n\(space)    - lines"
    case 3: ">-\n\(space)    folded\n\(space)    \(number)\n"
    case 4: "|+\n\(space)    kept \(number)\n\n\n"
    case 5: "plain \(number)\n\(space)      - goes on"
    case 6: "|2\n\(space)    - explicit \(number)"
    case 7: "\"\\ud83d\\ude80 \(number)\""
    case 8: pick(["é \(number) 語", "\u{2028} \(number)", "a\u{85}\(number)", "“\(number)”", "\u{FEFF}\(number)"])
    case 9: pick(["{{ x }}", "${x}", "FILL IN \(number)", "|\n", "|-\n\n\(space)\n", "", "~", "!!str null"])
    default: "Access to \(number)"
    }
  }

  private mutating func special(_ number: Int, _ space: String) -> String {
    let id = "requestTypeId: 61eb2db568c7c300079fefd2"
    return space
      + pick([
        "- { name: f\(number), \(id), subject: \(number) }\n",
        "- { name: f\(number), \(id),\n\(space)- subject: \(number) }\n",
        "- &a\(number) { name: g\(number), \(id), subject: \(number), users: [\(Self.user)] }\n",
        "- <<: *a\(number - 1)\n\(space)  name: h\(number)\n",
        "- *d\n", "- text\n", "-\n", "- - nested\n\(space)  - list\n",
        "- !!map { name: i\(number), \(id), subject: x }\n",
        "- name: j\(number)\n\(space)  name: twice\n", "- [a\n\(space)- b]\n", "-\tname: tab\n",
        "- name: k\(number)\n\t\n",
        "- { forEach: t, name: \"${n}-\(number)\", \(id), subject: \"${n} \(number)\" }\n",
        "- { forEach: t, name: \"${m}\(number)\", \(id), subject: \"\(number)\" }\n",
        "- \"quoted\n\(space)- text\"\n", "- |\n\(space) - block\n", "- >\n\n\n", "# comment\n", "- !x y\n",
        "- ? a\n\(space)  : b\n",
        "- name: l\(number)\n%no directive\n", "- name: 'it\n%s'\n", "...\n", "---\n",
      ])
  }

  // MARK: Choices

  private mutating func pick<Element>(_ from: [Element]) -> Element { from.randomElement(using: &generator)! }
  private mutating func rarely(_ times: Int) -> Bool { Int.random(in: 0..<times, using: &generator) == 0 }

  /// Changes, loses and doubles bytes.
  private mutating func mutate() {
    let alphabet = Array("{}[],:-?&*!|>'\"%@`#~<\\ \n\t\r".utf8) + [0, 0x7F, 0x85, 0xC2, 0xE2, 0xEF, 0xFF]
    for _ in 0..<pick([1, 1, 2, 5]) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = pick(alphabet)
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(pick(alphabet), at: place)
      default:
        let end = min(bytes.count, place + Int.random(in: 1...60, using: &generator))
        bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0..<bytes.count, using: &generator))
      }
    }
  }
}

extension ManifestSet {
  /// All that a reading gives, as lines.
  var summary: [String] {
    ["\(declarationCount) \(candidateCount) \(entryCount) \(errorCount) \(warningCount)"]
      + diagnostics.map { "\($0)" }
      + declared.map { request in
        let entry = request.entry
        return
          "\(request.requester) \(request.mark) \(request.requesterRange) \(entry.name ?? "-") \(entry.requestTypeID) "
          + "\(entry.subject) \(entry.fields) \(entry.messages) \(entry.attempt) \(entry.file) \(entry.range) "
          + "\(entry.requestTypeRange)"
      }
  }
}
