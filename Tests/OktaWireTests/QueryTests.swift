import Foundation
import OktaWire
import Model
import Testing

@Suite("A query")
struct QueryTests {
  @Test("a query value of any characters survives percent-encoding, which has unreserved characters only")
  func property() {
    let scalars: [Unicode.Scalar] = Array("aZ09-._~ \"'%+&=#?/\\\n\0é€😀".unicodeScalars)
    for _ in 0..<2_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...20) { text.append(scalars.randomElement()!) }
      let encoded = PercentEncoding.encode(String(text))
      #expect(PercentEncoding.decode(encoded) == String(text))
      #expect(encoded.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~%".contains($0)) })
      #expect(encoded.removingPercentEncoding == String(text))
    }
  }

  @Test("a malformed percent-encoding is not decoded", arguments: ["%", "%4", "%zz", "%ff", "a%c3"])
  func malformed(text: String) {
    #expect(PercentEncoding.decode(text) == nil)
  }

  @Test("a plus is a space in a query, and itself in a path")
  func plus() {
    #expect(PercentEncoding.decode("a+b%2B") == "a b+")
    #expect(PercentEncoding.decode("a+b", plusIsSpace: false) == "a+b")
  }

  @Test("the contract's example of a filter is encoded as the contract shows it")
  func contractExample() throws {
    let moment = try #require(Timestamp("2022-05-24T14:15:22Z"))
    let filter = "requestStatus eq \(ListFilter.literal("RESOLVED")) AND \(ListFilter.lastUpdated(after: moment))"
    let text = ListParameters(filter: filter, limit: 200, orderBy: "created asc").appended(to: "")
    #expect(
      text == "?filter=requestStatus%20eq%20%22RESOLVED%22%20AND%20lastUpdated%20gt%20%222022-05-24T14%3A15%3A22Z%22"
        + "&limit=200&orderBy=created%20asc")
  }

  @Test("a string literal of a filter is a JSON string, whatever it holds")
  func literals() throws {
    for text in ["plain", "O'Brien", "say \"hi\"", "back\\slash", "line\nbreak\ttab", "\u{1}\u{1f}", "é€😀"] {
      let literal = Data(ListFilter.literal(text).utf8)
      #expect(try JSONDecoder().decode(String.self, from: literal) == text)
    }
  }

  @Test("a query without parameters leaves the path alone, and ids are encoded in paths")
  func paths() {
    #expect(ListParameters().appended(to: "/x") == "/x")
    #expect(Endpoint.messages("a/b").path == "/governance/api/v1/requests/a%2Fb/messages")
    #expect(Endpoint.requestType("08ab").path == "/governance/api/v1/request-types/08ab")
  }

  @Test("a request query becomes a filter, a limit and an order")
  func portQuery() {
    let query = RequestQuery(
      updatedAfter: Date(timeIntervalSince1970: 1.25), order: .lastUpdatedAscending, limit: 50)
    let parameters = ListParameters(query)
    #expect(parameters.filter == #"lastUpdated gt "1970-01-01T00:00:01.250Z""#)
    #expect(parameters.limit == 50 && parameters.orderBy == "lastUpdated asc" && parameters.after == nil)
  }
}
