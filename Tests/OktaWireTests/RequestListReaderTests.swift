import Foundation
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("Pages of requests are read from their bytes")
struct RequestListReaderTests {
  @Test("a page as the org and the local server write it is read without the decoder")
  func usual() throws {
    let request = try decode(RequestBody.self, Samples.sparse)
    let links = PageLinks(self: .json("/requests"), next: .json("/requests?after=1"))
    let page = try WireJSON.encode(RequestListBody(data: [request, request], links: links))
    for body in [Data(Samples.list.utf8), page] {
      let read = try #require(RequestListReader(body))
      #expect(!read.requests.isEmpty)
      try expectSame(read, body)
    }
  }

  @Test("what the reader takes of random pages, whole or damaged, is what the decoder reads")
  func random() throws {
    var random = SplitMix64(seed: 14)
    var (read, refused) = (0, 0)
    for _ in 0..<4_000 {
      var generator = PageGenerator(random: random)
      let body = generator.page()
      random = generator.random
      #expect(WireJSON.isWhole(body) == ((try? WireJSON.decode(Anything.self, from: body)) != nil))
      if let page = RequestListReader(body) {
        read += 1
        try expectSame(page, body)
      } else {
        refused += 1
      }
    }
    #expect(read > 1_000 && refused > 1_000)
  }

  @Test(
    "texts are read with every escape and in every script, or left to the decoder",
    arguments: [
      #"plain"#, #""#, #"é 漢 🙂"#, #"\u00e9\u6F22\ud83d\uDE42"#, #"\"\\\/\b\f\n\r\t"#, #"\u0000"#, #"e\u0301"#,
      #"\ud83d"#,
      #"\ude42\ud83d"#, #"\ud83dx"#, #"\ud83d\u0041"#, #"\x41"#, #"\u12"#, #"\u+123"#, "\u{7F}",
    ])
  func texts(written: String) throws {
    let body = Data(
      Samples.list.replacingOccurrences(
        of: #""subject":"[^"]*""#, with: "\"subject\":\"X\"", options: .regularExpression
      )
      .replacingOccurrences(of: "\"X\"", with: "\"\(written)\"").utf8)
    if let page = RequestListReader(body) { try expectSame(page, body) }
  }

  private func expectSame(_ page: RequestListReader, _ body: Data) throws {
    let text = String(decoding: body, as: UTF8.self)
    let decoded = try WireJSON.decode(RequestListBody.self, from: body)
    #expect(page.requests == decoded.data.map { $0.existingRequest(isRetrieved: false) }, "\(text)")
    // Texts that are equal to Swift may have different bytes.
    #expect(page.requests.map { Array($0.subject.utf8) } == decoded.data.map { Array($0.subject.utf8) }, "\(text)")
    #expect(page.links == decoded.links, "\(text)")
  }
}

/// Makes pages of requests: mostly whole ones, some with members that are missing, odd or given twice, some with bytes that
/// were changed.
private struct PageGenerator {
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

  private mutating func damage(_ bytes: inout [UInt8]) {
    let place = Int.random(in: bytes.indices, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.removeLast(bytes.count - place)
    default: bytes.insert(pick(Array("\"\\{}[],:0\u{0}\u{FF}".utf8)), at: place)
    }
  }

  private mutating func request() -> String {
    var members = [
      ("id", text()), ("subject", text()), ("requestTypeId", text()),
      ("requestStatus", pick(["\"OPEN\"", "\"Canceled\""])),
      ("created", moment()), ("lastUpdated", moment()), ("createdBy", text()), ("requesterUserIds", list { $0.text() }),
      ("permalinkId", pick(["7", "-0", "1e400", "12345678901234567890123", "0.5E-3"])), ("_links", value(2)),
    ]
    if chance(40) { members.remove(at: Int.random(in: members.indices, using: &random)) }
    if chance(40) { members[Int.random(in: members.indices, using: &random)].1 = value(2) }
    if chance(40) { members.append((pick(members.map(\.0) + ["approvals", "requesterFieldValues"]), value(1))) }
    if chance(40) { members[0].0 = "\\u0069d" }
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
