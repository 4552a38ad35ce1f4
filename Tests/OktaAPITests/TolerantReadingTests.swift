import Foundation
import OktaAPI
import RequestModel
import Testing

@Suite("Real replies are read")
struct TolerantReadingTests {
  @Test("with links for _links, relative and empty")
  func plainLinks() throws {
    let empty = #"{"data":[],"links":{"self":{"href":"/governance/api/v1/requests"},"next":{}}}"#
    #expect(
      try decode(RequestListBody.self, empty).links == PageLinks(self: LinkBody(href: "/governance/api/v1/requests")))
    let more = #"{"data":[],"links":{"self":{},"next":{"href":"?after=1","hints":{}}},"extra":[1,{"a":null}]}"#
    #expect(try decode(RequestListBody.self, more).links.next?.href == "?after=1")
    #expect(try decode(RequestListBody.self, #"{"data":[]}"#).links.next == nil)
  }

  @Test(
    "without what may be missing",
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

  @Test("without a requester")
  func noRequester() throws {
    let text = Samples.sparse.replacingOccurrences(of: #""requesterUserIds":["00ub0oNGTSWTBKOLGLNR"],"#, with: "")
    #expect(try decode(RequestBody.self, text).existingRequest(isRetrieved: false).requester == nil)
  }

  @Test(
    "but not without an id, a subject or a creation time", arguments: ["id", "subject", "created", "requestTypeId"])
  func required(key: String) {
    let text = Samples.sparse.replacingOccurrences(of: "\"\(key)\":", with: "\"other\":")
    #expect(throws: DecodingError.self) { try decode(RequestBody.self, text) }
  }

  @Test("with field values of every form")
  func fieldValues() throws {
    let forms = #"[null,"text",["one"],[{"value":"one"}],["a","b"],[]]"#
    #expect(
      try decode([FieldValueBody].self, forms).map(\.fieldValue)
        == [nil, .string("text"), .selection("one"), .selection("one"), .selection("a, b"), nil])
  }

  @Test("with causes that say almost nothing")
  func causes() throws {
    let text = Samples.error(
      "E0000001", "Api validation failed: Campaign", causes: #"[{"errorSummary":"must be later"}]"#)
    let body = try decode(ErrorBody.self, text)
    #expect(body.errorCauses.map(\.errorSummary) == ["must be later"] && body.errorCauses[0].reason == nil)
    #expect(try decode(ErrorBody.self, #"{"errorCode":"E0000009"}"#).errorCauses.isEmpty)
  }
}
