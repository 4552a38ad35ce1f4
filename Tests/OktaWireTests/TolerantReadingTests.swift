import Foundation
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("Real replies are read")
struct TolerantReadingTests {
  @Test("a page is read with links for _links, and with relative and empty links")
  func plainLinks() throws {
    let empty = #"{"data":[],"links":{"self":{"href":"/governance/api/v1/requests"},"next":{}}}"#
    #expect(
      try decode(RequestListBody.self, empty).links == PageLinks(self: LinkBody(href: "/governance/api/v1/requests")))
    let more = #"{"data":[],"links":{"self":{},"next":{"href":"?after=1","hints":{}}},"extra":[1,{"a":null}]}"#
    #expect(try decode(RequestListBody.self, more).links.next?.href == "?after=1")
    #expect(try decode(RequestListBody.self, #"{"data":[]}"#).links.next == nil)
  }

  @Test(
    "a request is read without the members that may be missing",
    arguments: [
      (#""permalinkId":1,"#, ""), (#""permalinkId":1"#, #""permalinkId":null"#), (#""resolved":null,"#, ""),
      (#""resolved":null"#, #""resolved":"2022-05-05T14:15:22Z'""#), (#","lastUpdatedBy":"00ub0oNGTSWTBKOLGLNS""#, ""),
      (#","type":"ACCESS_REQUEST""#, ""), (#""requestStatus":"OPEN""#, #""requestStatus":"SUBMITTED","new":{"x":[]}"#),
      (#""created":"2022-05-05T14:15:22Z""#, #""created":"2022-05-05T14:15:22.000+00:00""#),
    ])
  func missing(part: String, replacement: String) throws {
    let text = Samples.sparse.replacingOccurrences(of: part, with: replacement)
    #expect(text != Samples.sparse)
    let request = try decode(RequestBody.self, text).existingRequest(isRetrieved: false)
    let whole = try decode(RequestBody.self, Samples.sparse).existingRequest(isRetrieved: false)
    #expect(request.key == whole.key && request.created == whole.created && request.id == whole.id)
  }

  @Test(
    "a request that does not name exactly one requester is read without a requester",
    arguments: [
      "", "null", "[]", "[null]", "5", #""00ub0oNGTSWTBKOLGLNR""#, "{}", #"["a","b"]"#, #"[""]"#, #"[["a"]]"#,
    ])
  func noRequester(value: String) throws {
    let member = #""requesterUserIds":["00ub0oNGTSWTBKOLGLNR"],"#
    let text = Samples.sparse.replacingOccurrences(
      of: member, with: value.isEmpty ? "" : "\"requesterUserIds\":\(value),")
    let page = try decode(RequestListBody.self, #"{"data":[\#(text)]}"#)
    #expect(page.data.map { $0.existingRequest(isRetrieved: false).requester } == [nil])
  }

  /// JSON of every type.
  private static let values = ["null", "true", "-1.5e9", #""text""#, "[]", "{}", #"[{"a":[1]}]"#, #"{"self":7}"#]

  @Test(
    "a request is read whatever type a member has that nothing needs",
    arguments: [
      "createdBy", "lastUpdatedBy", "permalinkId", "resolved", "type", "_links", "links", "approvals", "actions",
      "requesterFieldValues", "somethingNew",
    ])
  func unneeded(name: String) throws {
    let whole = try decode(RequestBody.self, Samples.sparse).existingRequest(isRetrieved: false)
    for value in Self.values {
      var members = try #require(try json(Samples.sparse) as? [String: Any])
      members[name] = try JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)
      let item = String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
      let page = try decode(RequestListBody.self, #"{"data":[\#(item)],"_links":\#(value)}"#)
      let request = try #require(page.data.first).existingRequest(isRetrieved: false)
      #expect(request.id == whole.id && request.key == whole.key && page.links.next == nil, "\(value)")
    }
  }

  @Test("field values in a new form are unknown, not empty")
  func newFieldValues() throws {
    let odd = Samples.full(#""requesterFieldValues":[{"name":"x"}],"approvals":7,"actions":[]"#)
    #expect(try decode(RequestBody.self, odd).existingRequest(isRetrieved: true).fieldValues == nil)
  }

  @Test("the link to the next page is read in either place and form")
  func nextPages() throws {
    for links in [
      #""_links":{"next":{"href":"?after=1"}}"#, #""_links":{"next":"?after=1"}"#,
      #""_links":{},"links":{"next":{"href":"?after=1"}}"#, #""_links":[],"links":{"next":{"href":"?after=1"}}"#,
      #""_links":{"self":7,"next":{"href":"?after=1","type":9}}"#,
    ] {
      #expect(try decode(RequestListBody.self, "{\"data\":[],\(links)}").links.next?.href == "?after=1", "\(links)")
    }
    for next in ["null", "{}", "[]", #""""#, #"{"href":null}"#, #"{"href":""}"#] {
      #expect(try decode(RequestListBody.self, #"{"data":[],"_links":{"next":\#(next)}}"#).links.next == nil, "\(next)")
    }
  }

  @Test(
    "a request without an id, a subject, a request type or a creation time is not read",
    arguments: ["id", "subject", "created", "requestTypeId"])
  func required(key: String) {
    let text = Samples.sparse.replacingOccurrences(of: "\"\(key)\":", with: "\"other\":")
    #expect(throws: DecodingError.self) { try decode(RequestBody.self, text) }
  }

  @Test("field values of every form are read")
  func fieldValues() throws {
    let forms = #"[null,"text",["one"],[{"value":"one"}],["a","b"],[]]"#
    #expect(
      try decode([FieldValueBody].self, forms).map(\.fieldValue)
        == [nil, .string("text"), .selection("one"), .selection("one"), .selection("a, b"), nil])
  }

  @Test("causes of an error are read with nothing but a summary")
  func causes() throws {
    let text = Samples.error(
      "E0000001", "Api validation failed: Campaign", causes: #"[{"errorSummary":"must be later"}]"#)
    let body = try decode(ErrorBody.self, text)
    #expect(body.errorCauses.map(\.errorSummary) == ["must be later"] && body.errorCauses[0].reason == nil)
    #expect(try decode(ErrorBody.self, #"{"errorCode":"E0000009"}"#).errorCauses.isEmpty)
  }
}
