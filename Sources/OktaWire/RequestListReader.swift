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
        guard let request = RequestReader.listed(&cursor, &repeated) else { return false }
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
