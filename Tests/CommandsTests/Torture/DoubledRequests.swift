import Foundation

/// What the org and the journal say of requests that exist twice, for whoever has to find out why.
enum DoubledRequests {
  private struct Runs: Decodable {
    struct Run: Decodable {
      var run: String
    }

    var runs: [Run]
  }

  /// A line for each such request, and one for each journal entry of its user.
  static func evidence(
    _ org: ServedOrg, _ folder: ScratchFolder, environment: [String: String] = [:]
  ) async throws -> String {
    let items = (try? await org.requests(seenFrom: folder)) ?? []
    let doubled = Dictionary(grouping: items, by: \.requesterUserIds).values.filter { $0.count > 1 }.joined()
    var lines = doubled.map { "\($0.requesterUserIds) \($0.id) created \($0.created)" }
    let users = Set(doubled.flatMap(\.requesterUserIds))
    let runs = try await WritProgram.run(
      "journal", "list", "--format", "json", environment: environment, folder: folder.url)
    for run in try JSONDecoder().decode(Runs.self, from: Data(runs.output.utf8)).runs {
      let show = try await WritProgram.run(
        "journal", "show", run.run, "--format", "json", environment: environment, folder: folder.url)
      let document = try JSONSerialization.jsonObject(with: Data(show.output.utf8)) as? [String: Any]
      for entry in document?["entries"] as? [[String: Any]] ?? [] where users.contains("\(entry["requester"] ?? "")") {
        let fields = entry.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.append("\(run.run): \(fields.joined(separator: " "))")
      }
    }
    return lines.joined(separator: "\n")
  }
}
