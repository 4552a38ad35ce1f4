package import Foundation
package import Model

/// Reads a page of the list of requests straight from its bytes: only what an `ExistingRequest` of a list holds is made, and all
/// else is checked and skipped.
///
/// Nearly every page is read so, at a tenth of what `JSONDecoder` takes. What is unusual in any way — a member that is missing,
/// of another type or given twice, escapes in a name, details that a list does not have — is left to `PageBody`, which
/// decides what is read and what is an error: so there is one set of rules.
package struct RequestListReader: Sendable {
  /// The page's requests, in its order.
  package private(set) var requests: [ExistingRequest] = []
  /// The page's links.
  package private(set) var links = PageLinks(self: nil)

  /// `nil` where the body has to be read by `PageBody`.
  package init?(_ body: Data) {
    var list: Range<Int>?
    let isRead = body.withUnsafeBytes { bytes in
      list = read(bytes.bindMemory(to: UInt8.self))
      return list != nil
    }
    guard isRead, let list else { return nil }
    // The links are few, and of many forms: they are read from the page without its requests.
    let envelope = body.prefix(list.lowerBound) + Data("[]".utf8) + body.dropFirst(list.upperBound)
    guard let page = try? WireJSON.decode(RequestListBody.self, from: envelope) else { return nil }
    links = page.links
  }

  /// Where the list of requests stands, if all is usual.
  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    var list: Range<Int>?
    var found: [ExistingRequest] = []
    var repeated = RepeatedTexts()
    var cursor = JSONCursor(bytes)
    let isRead = cursor.object { name, cursor in
      guard name.isPlain else { return false }
      guard case "data" = name else { return cursor.skipValue(depth: JSONCursor.maximumDepth) }
      guard list == nil, cursor.next != nil else { return false }
      let start = cursor.offset
      let isList = cursor.list { cursor in
        guard let request = ListedRequest.read(&cursor, &repeated) else { return false }
        found.append(request)
        return true
      }
      list = start..<cursor.offset
      return isList
    }
    guard isRead, cursor.isAtEnd else { return nil }
    requests = found
    return list
  }
}

/// What most requests of a page share: each text is made once.
private struct RepeatedTexts {
  var type = RepeatedText<RequestTypeID>()
  var status = RepeatedText<String>()
  var creator = RepeatedText<UserID?>()
  var moment = RepeatedText<Date>()
}

/// The last text, and what was made of it.
private struct RepeatedText<Value> {
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

/// The members of one request in a list that Writ needs, each given once.
private struct ListedRequest {
  private var id: String?
  private var subject: String?
  private var type: RequestTypeID?
  private var requesters: [String]?
  private var created: Date?
  private var creator: UserID??
  private var lastUpdated: Date?
  private var status: String?

  /// `nil` where the next value is not a usual request.
  static func read(_ cursor: inout JSONCursor, _ repeated: inout RepeatedTexts) -> ExistingRequest? {
    var members = ListedRequest()
    return cursor.object { members.take($0, &$1, &repeated) } ? members.request : nil
  }

  /// Takes the value of a member; whether it is a usual one.
  private mutating func take(_ name: JSONText, _ cursor: inout JSONCursor, _ repeated: inout RepeatedTexts) -> Bool {
    guard name.isPlain else { return false }
    switch name {
    case "id": return Self.fill(&id, cursor.string())
    case "subject": return Self.fill(&subject, cursor.string())
    case "requestTypeId": return Self.fill(&type, repeated.type.value(of: cursor.text()) { RequestTypeID(fromOrg: $0) })
    case "requesterUserIds": return Self.fill(&requesters, Self.texts(&cursor))
    case "created": return Self.fill(&created, Self.moment(&cursor, &repeated))
    case "createdBy":
      return Self.fill(
        &creator, repeated.creator.value(of: cursor.text()) { .some($0.isEmpty ? nil : UserID(fromOrg: $0)) })
    case "lastUpdated": return Self.fill(&lastUpdated, Self.moment(&cursor, &repeated))
    case "requestStatus": return Self.fill(&status, repeated.status.value(of: cursor.text()) { $0 })
    case "requesterFieldValues", "approvals", "actions": return false
    default: return cursor.skipValue(depth: JSONCursor.maximumDepth)
    }
  }

  private static func fill<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
    guard place == nil, let value else { return false }
    place = value
    return true
  }

  private static func texts(_ cursor: inout JSONCursor) -> [String]? {
    var texts: [String] = []
    let isList = cursor.list { cursor in
      guard let text = cursor.string() else { return false }
      texts.append(text)
      return true
    }
    return isList ? texts : nil
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
      lastUpdated: lastUpdated ?? created)
  }
}
