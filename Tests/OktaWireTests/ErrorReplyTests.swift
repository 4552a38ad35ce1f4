import Foundation
import OktaWire
import Testing

@Suite("An error of the API")
struct ErrorReplyTests {
  @Test("an error's summary names place and problem, and the parent of a missing property")
  func summaries() {
    let unknown = ErrorCauseBody.body(
      "/requesterUserIds/0", "00u22uiKQa0xXkbdGLNR not found", reason: .identifierNotFound)
    let missing = ErrorCauseBody.body(
      "/requesterFieldValues/0/id", "must have required property 'id'", reason: .requiredPropertyMissing)
    let missingAtTop = ErrorCauseBody.body(
      "/ownerId", "must have required property 'ownerId'", reason: .requiredPropertyMissing)
    #expect(
      ErrorReply.validation([unknown], id: "x").body.errorSummary
        == "Api validation failed: /requesterUserIds/0 00u22uiKQa0xXkbdGLNR not found")
    #expect(
      ErrorReply.validation([missing, missingAtTop], id: "x").body.errorSummary
        == "Api validation failed: /requesterFieldValues/0 must have required property 'id', "
        + "must have required property 'ownerId'")
  }

  @Test("an error is written with all the contract's keys")
  func encoding() throws {
    let reply = ErrorReply.paging([.query("after", "Empty value found", reason: .emptyParameter)], id: "oae1")
    #expect(reply.status == 400)
    #expect(
      try json(WireJSON.encode(reply.body))
        == json(
          """
          {"errorCode":"E0000029","errorSummary":"Invalid paging request.","errorLink":"E0000029","errorId":"oae1",\
          "errorCauses":[{"errorSummary":"Empty value found","reason":"EMPTY_PARAMETER","locationType":"query",\
          "location":"/after","domain":"governance"}]}
          """))
  }

  @Test("each kind of error has its status and code")
  func kinds() {
    let state = ErrorCauseBody.body("/requestTypeId", "must be ACTIVE", reason: .requestTypeState)
    let table: [(ErrorReply, Int, String)] = [
      (.validation([state], id: ""), 400, "E0000001"), (.paging([], id: ""), 400, "E0000029"),
      (.searchCriteria([], id: ""), 400, "E0000031"), (.authentication(id: ""), 401, "E0000004"),
      (.invalidToken(id: ""), 401, "E0000011"), (.forbidden(id: ""), 403, "E0000006"),
      (.missingRole(id: ""), 403, "E0000004"), (.notFound(id: ""), 404, "E0000007"),
      (.conflict([state], id: ""), 409, "E0000195"),
      (.settingsConflict([state], id: ""), 409, "E0000001"), (.rateLimit(id: ""), 429, "E0000047"),
      (.internalError(id: ""), 500, "E0000009"),
    ]
    for (reply, status, code) in table {
      #expect(reply.status == status && reply.body.errorCode == code && reply.body.errorLink == code)
    }
    #expect(
      ErrorReply.conflict([state], id: "").body.errorSummary == "Api validation failed due to conflict: must be ACTIVE")
  }
}
