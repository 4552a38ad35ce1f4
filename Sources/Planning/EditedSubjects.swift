package import RequestModel

/// Entries whose subject was edited after their request was made: almost always a correction, and a second request cannot
/// be undone. Pure.
package struct EditedSubjects: Sendable {
  /// Why the requests are not created, by their keys: one line each.
  package private(set) var obstacles: [RequestKey: String] = [:]

  /// `declared` are the keys of the whole set: where another entry still declares the former subject, this one is new.
  package init(_ declarations: [RequestDeclaration], _ planner: Planner, declared: Set<RequestKey>) {
    guard !planner.facts.names.isEmpty else { return }
    for declaration in declarations {
      guard let key = planner.keyToCreate(declaration), let name = EntryName(declaration.name, key),
        let former = planner.facts.names[name]?.filter({ $0 != key && !declared.contains($0) }).min()
      else { continue }
      obstacles[key] =
        "\(what(planner.facts.history[former])) for this entry with the subject \"\(former.subject)\", "
        + "and the API cannot change it: write the former subject, or use --accept-new-subjects for a second request"
    }
  }

  private func what(_ history: RequestHistory?) -> String {
    if let request = history?.requestIDs.last { return "request \(request.text) was made" }
    if case .unclear(let request)? = history?.ambiguousCreate { return "request \(request.text) may have been made" }
    return "a request may have been made"
  }
}
