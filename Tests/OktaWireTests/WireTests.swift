import Foundation
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("On the wire")
struct WireTests {
  @Test(
    "a request survives being read and written, with every key and every null",
    arguments: [Samples.pendingNothingAsked, Samples.fulfilled, Samples.custom])
  func requests(text: String) throws {
    try expectUnchanged(RequestBody.self, text)
  }

  @Test("a page of requests survives being read and written")
  func pages() throws {
    try expectUnchanged(RequestListBody.self, Samples.list)
    try expectUnchanged(RequestTypeListBody.self, #"{"data":[\#(Samples.sparseType)],"_links":{"self":{"href":"x"}}}"#)
  }

  @Test("a request type survives being read and written", arguments: [Samples.fullType, Samples.customType])
  func types(text: String) throws {
    try expectUnchanged(RequestTypeBody.self, text)
  }

  @Test("the body of a create leaves out what the declaration does not set")
  func drafts() throws {
    let type = try #require(RequestTypeID("08AB2db568c7c300079fefd0"))
    let bare = RequestDeclaration(
      requestTypeID: type, requester: nil, subject: "a/b \"c\"", place: SourcePlace(file: "m.yaml", mark: .start))
    #expect(
      String(decoding: CreateBody(bare).json, as: UTF8.self)
        == #"{"requestTypeId":"08ab2db568c7c300079fefd0","subject":"a/b \"c\""}"#)
    let text = try #require(FieldID("05c87fe9-11f6-4d40-a033-b155b39dcdbe"))
    let select = try #require(FieldID("1c5ef673-8dbb-4b9c-ac76-0b4180116e43"))
    let whole = RequestDeclaration(
      requestTypeID: type, requester: UserID("00uijntSwJjSHtDY70g3"), subject: "s",
      fieldValues: [
        RequesterFieldValue(id: text, value: .string("why")), RequesterFieldValue(id: select, value: .selection("x")),
      ], place: SourcePlace(file: "m.yaml", mark: .start))
    #expect(
      String(decoding: CreateBody(whole).json, as: UTF8.self)
        == #"{"requestTypeId":"08ab2db568c7c300079fefd0","requesterFieldValues":["#
        + #"{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","value":"why"},"#
        + #"{"id":"1c5ef673-8dbb-4b9c-ac76-0b4180116e43","value":["x"]}],"#
        + #""requesterUserIds":["00uijntSwJjSHtDY70g3"],"subject":"s"}"#)
  }

  @Test("the bodies of calls are written as an encoder writes them, whatever their texts hold")
  func bodies() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let odd =
      (0...0x24).compactMap(Unicode.Scalar.init).map(String.init) + ["\\", "/", "\u{7F}", "\u{2028}", "é", "🙂", ""]
    for text in odd + [odd.joined()] {
      let body = CreateBody(
        requestTypeId: text, subject: "a\(text)b", requesterUserIds: [text, "x"],
        requesterFieldValues: [
          .init(id: text, value: .string(text)), .init(id: "2", value: .selection([text])),
          .init(id: "3", value: .null),
        ])
      #expect(try decode(CreateBody.self, String(decoding: body.json, as: UTF8.self)) == body)
      let message = MessageBody(message: text)
      #expect(try decode(MessageBody.self, String(decoding: message.json, as: UTF8.self)) == message)
    }
    let usual = CreateBody(
      requestTypeId: "t", subject: "s \"é\" / \\ \n", requesterUserIds: ["u"], requesterFieldValues: [])
    #expect(try usual.json == encoder.encode(usual))
    #expect(try StatusBody.canceled.json == encoder.encode(StatusBody.canceled))
  }

  @Test("field values of a request are sorted without unanswered ones, and unknown in a list")
  func conversion() throws {
    let full = try decode(RequestBody.self, Samples.fulfilled).existingRequest(isRetrieved: true)
    #expect(
      full.fieldValues == [
        RequesterFieldValue(id: FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdbe"), value: .string("I must")),
        RequesterFieldValue(
          id: FieldID(fromOrg: "1c5ef673-8dbb-4b9c-ac76-0b4180116e43"), value: .selection("Sales Cloud")),
      ])
    let listed = try #require(try decode(RequestListBody.self, Samples.list).data.first)
    #expect(listed.existingRequest(isRetrieved: false).fieldValues == nil)
    #expect(listed.existingRequest(isRetrieved: true).fieldValues == [])
    #expect(listed.existingRequest(isRetrieved: false).requester == UserID("00ub0oNGTSWTBKOLGLNR"))
    #expect(listed.existingRequest(isRetrieved: false).lastUpdated.timeIntervalSince1970 == 1_651_846_522.5)
  }

  @Test("the fields of a request type are known unless its settings are custom or a kind is new")
  func fields() throws {
    let type = try decode(RequestTypeBody.self, Samples.fullType).requestType
    #expect(type.fields?.map(\.kind) == [.text, .select])
    #expect(type.fields?.map(\.isRequired) == [true, false])
    #expect(type.fields?.last?.options == ["Sales Cloud", "Service Cloud"])
    #expect(try decode(RequestTypeBody.self, Samples.customType).requestType.fields == nil)
    let new = Samples.fullType.replacingOccurrences(of: #""type":"TEXT""#, with: #""type":"SLIDER""#)
    #expect(try decode(RequestTypeBody.self, new).requestType.fields == nil)
  }

  private func expectUnchanged<Body: Codable>(_ type: Body.Type, _ text: some StringProtocol) throws {
    let body = try WireJSON.decode(type, from: Data(text.utf8))
    // Timestamps are written one way only: half a second with three digits.
    let expected = text.replacingOccurrences(of: "22.5Z", with: "22.500Z")
    #expect(try json(WireJSON.encode(body)) == json(expected))
  }
}
