package import Foundation
package import Model

/// Reads one request straight from its bytes: only what an `ExistingRequest` holds is made, and all else is checked and
/// skipped.
///
/// What is unusual in any way — a member that is missing, of another type or given twice, escapes in a name, an approval that
/// someone has given — is left to `RequestBody`, whose rules are the only ones.
package struct RequestReader {
  /// Whether it may have what a single retrieval or a create shows, and a list does not.
  private let showsDetails: Bool
  private var id: String?
  private var subject: String?
  private var type: RequestTypeID?
  private var requesters: [String]?
  private var created: Date?
  private var creator: UserID??
  private var lastUpdated: Date?
  private var status: String?
  private var answers: [RequesterFieldValue]?
  private var approvals: [RequestCourse.Approval]?
  private var actions: [RequestCourse.Action]?

  private init(showsDetails: Bool) { self.showsDetails = showsDetails }

  /// The request of a reply to a create, a cancel or a retrieval; `nil` where the body has to be read by `RequestBody`.
  package static func request(in body: Data) -> ExistingRequest? {
    body.withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes.bindMemory(to: UInt8.self))
      var repeated = RepeatedTexts()
      guard let request = read(&cursor, &repeated, showsDetails: true), cursor.isAtEnd else { return nil }
      return request
    }
  }

  /// The next request of a list; `nil` where it is not a usual one.
  static func listed(_ cursor: inout JSONCursor, _ repeated: inout RepeatedTexts) -> ExistingRequest? {
    read(&cursor, &repeated, showsDetails: false)
  }

  private static func read(
    _ cursor: inout JSONCursor, _ repeated: inout RepeatedTexts, showsDetails: Bool
  ) -> ExistingRequest? {
    var members = RequestReader(showsDetails: showsDetails)
    return cursor.object { members.take($0, &$1, &repeated) } ? members.request : nil
  }

  /// Takes the value of a member; whether it is a usual one.
  private mutating func take(_ name: JSONText, _ cursor: inout JSONCursor, _ repeated: inout RepeatedTexts) -> Bool {
    guard name.isPlain else { return false }
    switch name {
    case "id": return Self.fill(&id, cursor.string())
    case "subject": return Self.fill(&subject, cursor.string())
    case "requestTypeId": return Self.fill(&type, repeated.type.value(of: cursor.text()) { RequestTypeID(fromOrg: $0) })
    case "requesterUserIds": return Self.fill(&requesters, Self.items(&cursor) { $0.string() })
    case "created": return Self.fill(&created, Self.moment(&cursor, &repeated))
    case "createdBy":
      return Self.fill(
        &creator, repeated.creator.value(of: cursor.text()) { .some($0.isEmpty ? nil : UserID(fromOrg: $0)) })
    case "lastUpdated": return Self.fill(&lastUpdated, Self.moment(&cursor, &repeated))
    case "requestStatus": return Self.fill(&status, repeated.status.value(of: cursor.text()) { $0 })
    case "requesterFieldValues":
      return showsDetails && Self.fill(&answers, Self.items(&cursor, Self.answer).map { $0.compactMap(\.self) })
    case "approvals": return showsDetails && Self.fill(&approvals, Self.items(&cursor, Self.approval))
    case "actions": return showsDetails && Self.fill(&actions, Self.items(&cursor, Self.action))
    default: return cursor.skipValue(depth: JSONCursor.maximumDepth)
    }
  }

  private static func fill<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
    guard place == nil, let value else { return false }
    place = value
    return true
  }

  /// The items of a list, none of `null`; `nil` where one is not usual.
  private static func items<Item>(_ cursor: inout JSONCursor, _ item: (inout JSONCursor) -> Item?) -> [Item]? {
    if cursor.skip("null") { return [] }
    var items: [Item] = []
    let isList = cursor.list { cursor in
      guard let item = item(&cursor) else { return false }
      items.append(item)
      return true
    }
    return isList ? items : nil
  }

  private static func moment(_ cursor: inout JSONCursor, _ repeated: inout RepeatedTexts) -> Date? {
    repeated.moment.value(of: cursor.text()) { Timestamp($0)?.date }
  }

  /// `nil` where a member is missing.
  private var request: ExistingRequest? {
    guard let id, let subject, let type, let created, let status else { return nil }
    let requester = requesters?.count == 1 ? requesters?.first : nil
    return ExistingRequest(
      id: RequestID(id), requestTypeID: type, requester: requester.flatMap { $0.isEmpty ? nil : UserID(fromOrg: $0) },
      subject: subject, status: status, created: created, createdBy: creator ?? nil,
      lastUpdated: lastUpdated ?? created,
      fieldValues: showsDetails ? answers?.sorted { $0.id < $1.id } ?? [] : nil,
      decision: RequestDecision(status: status) ?? course?.decision, course: course)
  }

  /// `nil` for a request that shows nothing but what a list shows.
  private var course: RequestCourse? {
    if answers == nil, approvals == nil, actions == nil { return nil }
    return RequestCourse(approvals: approvals ?? [], actions: actions ?? [])
  }
}

// MARK: What a list does not show

extension RequestReader {
  /// A field's answer; `.some(nil)` for a field without one.
  private static func answer(_ cursor: inout JSONCursor) -> RequesterFieldValue?? {
    var id: String?
    var value: FieldValue??
    let isUsual = cursor.object { name, cursor in
      switch name {
      case "id": fill(&id, cursor.string())
      case "value": fill(&value, fieldValue(&cursor))
      case "type", "prompt": cursor.text()?.isValid ?? false
      case "required": cursor.skip("true") || cursor.skip("false")
      default: name.isPlain && cursor.skipValue(depth: JSONCursor.maximumDepth)
      }
    }
    guard isUsual, let id else { return nil }
    return .some(value.flatMap(\.self).map { RequesterFieldValue(id: FieldID(fromOrg: id), value: $0) })
  }

  /// `.some(nil)` where nothing was answered.
  private static func fieldValue(_ cursor: inout JSONCursor) -> FieldValue?? {
    if cursor.skip("null") { return .some(nil) }
    if cursor.next == UInt8(ascii: "\"") { return cursor.string().map { .some(.string($0)) } }
    guard let options = items(&cursor, { $0.string() }) else { return nil }
    return .some(FieldValueBody.selection(options).fieldValue)
  }

  /// One that is pending.
  private static func approval(_ cursor: inout JSONCursor) -> RequestCourse.Approval? {
    var status: String?
    var id: String?
    let isUsual = cursor.object { name, cursor in
      switch name {
      case "status": fill(&status, cursor.string())
      case "approvalId": fill(&id, cursor.string())
      case "fieldValues": cursor.skip("null")
      default: name.isPlain && cursor.skipValue(depth: JSONCursor.maximumDepth)
      }
    }
    return isUsual && status == "PENDING" && id != nil ? RequestCourse.Approval(status: "PENDING") : nil
  }

  /// One that was not tried yet.
  private static func action(_ cursor: inout JSONCursor) -> RequestCourse.Action? {
    var status: String?
    var kind: String?
    var id: String?
    let isUsual = cursor.object { name, cursor in
      switch name {
      case "status": fill(&status, cursor.string())
      case "action": fill(&kind, cursor.string())
      case "actionId": fill(&id, cursor.string())
      case "accessRemoved": cursor.skip("null")
      default: name.isPlain && cursor.skipValue(depth: JSONCursor.maximumDepth)
      }
    }
    guard isUsual, status == "PENDING", let kind, id != nil else { return nil }
    return RequestCourse.Action(status: "PENDING", kind: kind)
  }
}

/// What most requests of a page share: each text is made once.
struct RepeatedTexts {
  var type = RepeatedText<RequestTypeID>()
  var status = RepeatedText<String>()
  var creator = RepeatedText<UserID?>()
  var moment = RepeatedText<Date>()
}

/// The last text, and what was made of it.
struct RepeatedText<Value> {
  private var last: (bytes: UnsafeBufferPointer<UInt8>, value: Value)?

  /// `nil` where `make` gives nothing.
  mutating func value(of text: JSONText?, _ make: (String) -> Value?) -> Value? {
    guard let text else { return nil }
    if let last, last.bytes.elementsEqual(text.bytes) { return last.value }
    guard let value = text.value.flatMap(make) else { return nil }
    last = (text.bytes, value)
    return value
  }
}
