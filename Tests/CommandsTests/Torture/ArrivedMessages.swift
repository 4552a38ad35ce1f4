import Foundation
import Testing

/// A request, as `writ requests list` prints it.
struct ListedRequest: Decodable {
  var id: String
  var requesterUserIds: [String]
  var created: String
}

private struct RequestList: Decodable {
  var data: [ListedRequest]
}

extension ServedOrg {
  /// All requests that there are.
  func requests(seenFrom folder: ScratchFolder) async throws -> [ListedRequest] {
    let list = try await WritProgram.runUntilAnswered(
      list: ["requests", "list", "--all"], environment: environment, folder: folder.url)
    try #require(list.status == 0, "\(list.error)")
    return try JSONDecoder().decode(RequestList.self, from: Data(list.output.utf8)).data
  }

  /// The messages of each request that there is, by its id, in the order they came.
  func messagesOfRequests(seenFrom folder: ScratchFolder) async throws -> [String: [String]] {
    var arrived: [String: [String]] = [:]
    for request in try await requests(seenFrom: folder) { arrived[request.id] = try await messages(of: request.id) }
    return arrived
  }
}
