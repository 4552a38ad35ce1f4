import Foundation
import Model

/// Makes pages of requests: mostly whole ones, some with members that are missing, odd or given twice, some with bytes that
/// were changed.
struct PageGenerator {
  var random: SplitMix64

  mutating func page() -> Data {
    var members = [
      ("data", list { $0.request() }), (pick(["_links", "links", "_links", "other"]), links()), (name(), value(3)),
    ]
    if chance(20) { members.append(("data", "[]")) }
    var bytes = Array(object(members).utf8)
    if chance(3) { damage(&bytes) }
    return Data(bytes)
  }

  /// One request, as a reply to a create or a retrieval shows it.
  mutating func single() -> Data {
    var bytes = Array(request(details()).utf8)
    if chance(3) { damage(&bytes) }
    return Data(bytes)
  }

  private mutating func details() -> [(String, String)] {
    let answer = { (generator: inout PageGenerator) in
      let option = generator.list { $0.text() }
      let values = ["null", "\"x\"", option, generator.text(), generator.chance(5) ? "3" : option]
      return generator.object([
        ("id", generator.text()), ("type", "\"TEXT\""), ("required", "true"), ("value", generator.pick(values)),
      ])
    }
    let approval = { (generator: inout PageGenerator) in
      generator.object([
        ("status", generator.chance(8) ? "\"COMPLETED\"" : "\"PENDING\""), ("approvalId", generator.text()),
        ("fieldValues", generator.chance(8) ? "[]" : "null"),
      ])
    }
    let action = { (generator: inout PageGenerator) in
      generator.object([
        ("status", "\"PENDING\""), ("action", generator.text()), ("actionId", generator.text()),
        ("accessRemoved", generator.chance(8) ? generator.moment() : "null"),
      ])
    }
    let all = [
      ("requesterFieldValues", chance(2) ? "null" : list(answer)), ("approvals", chance(4) ? "null" : list(approval)),
      ("actions", chance(2) ? "null" : list(action)),
    ]
    return all.filter { _ in !chance(4) }
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    let place = Int.random(in: bytes.indices, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.removeLast(bytes.count - place)
    default: bytes.insert(pick(Array("\"\\{}[],:0\u{0}\u{FF}".utf8)), at: place)
    }
  }

  private mutating func request(_ details: [(String, String)] = []) -> String {
    var members =
      details + [
        ("id", text()), ("subject", text()), ("requestTypeId", text()),
        ("requestStatus", pick(["\"OPEN\"", "\"Canceled\""])),
        ("created", moment()), ("lastUpdated", moment()), ("createdBy", text()),
        ("requesterUserIds", list { $0.text() }),
        ("permalinkId", pick(["7", "-0", "1e400", "12345678901234567890123", "0.5E-3"])), ("_links", value(2)),
      ]
    if chance(40) { members.remove(at: Int.random(in: members.indices, using: &random)) }
    if chance(40) { members[Int.random(in: members.indices, using: &random)].1 = value(2) }
    if chance(40) { members.append((pick(members.map(\.0) + ["approvals", "requesterFieldValues"]), value(1))) }
    if chance(40) { members[details.count].0 = "\\u0069d" }
    return object(members)
  }

  private mutating func links() -> String {
    let href = "\"?after=\(Int.random(in: 0..<9, using: &random))\""
    return pick(["{\"next\":{\"href\":\(href)}}", "{\"next\":\(href)}", "{}", "[]", "{\"next\":{}}", value(2)])
  }

  private mutating func moment() -> String {
    pick([
      "\"2022-05-05T14:15:22Z\"", "\"2022-05-05T14:15:22.123456+01:00\"", "\"2022-05-05T14:15:22Z\"",
      "\"2022-05-05T14:15:22Z\"",
    ])
  }

  private mutating func name() -> String { pick(["extra", "é", "a b", "x\\n", "next"]) }

  private mutating func text() -> String {
    let parts = ["a", "Access", " ", "é", "漢", "🙂", "\\n", "\\\"", "\\/", "\\u00e9", "\\ud83d\\ude42", "\\u0000"]
    let odd = chance(200) ? ["\\ud83d", "\\q", "\u{1}"] : []
    return "\"" + (0..<Int.random(in: 0...4, using: &random)).map { _ in pick(parts + odd) }.joined() + "\""
  }

  private mutating func value(_ depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
    case 0: return "null"
    case 1: return pick(["true", "false"])
    case 2: return pick(["0", "-1.5e9", "1E+2", "100000000000000000000000", "01", "1.", "-", ".5"])
    case 3: return "[]"
    case 4, 5: return text()
    case 6: return list { $0.value(depth - 1) }
    default: return chance(50) ? String(repeating: "[", count: 600) : object([(name(), value(depth - 1))])
    }
  }

  private mutating func list(_ item: (inout PageGenerator) -> String) -> String {
    var items: [String] = []
    for _ in 0..<Int.random(in: 0...2, using: &random) { items.append(item(&self)) }
    return "[" + items.joined(separator: pick([",", " , "])) + "]"
  }

  private mutating func object(_ members: [(String, String)]) -> String {
    "{" + members.shuffled(using: &random).map { "\"\($0)\":\($1)" }.joined(separator: pick([",", ",\n\t\r "])) + "}"
  }

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

  private mutating func pick<Item>(_ items: [Item]) -> Item { items.randomElement(using: &random)! }
}
