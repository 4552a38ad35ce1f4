import Foundation
import Testing

/// What `writ requests list` prints.
private struct RequestList: Decodable {
  struct Request: Decodable {
    var id: String
  }

  var data: [Request]
}

extension ServedOrg {
  /// The messages of each request that there is, by its id, in the order they came.
  func messagesOfRequests(seenFrom folder: ScratchFolder) async throws -> [String: [String]] {
    let list = try await WritProgram.runUntilAnswered(
      list: ["requests", "list", "--all"], environment: environment, folder: folder.url)
    try #require(list.status == 0, "\(list.error)")
    let requests = try JSONDecoder().decode(RequestList.self, from: Data(list.output.utf8)).data
    var arrived: [String: [String]] = [:]
    for request in requests { arrived[request.id] = try await messages(of: request.id) }
    return arrived
  }
}
