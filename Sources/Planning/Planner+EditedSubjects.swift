package import Model

/// Entries whose subject was edited after their request was made: almost always a correction, and people would be
/// asked a second time.
extension Planner {
  /// Why the requests of such entries are not created, by their keys: one line each. `keys` are those under which the
  /// declarations would be created, `declared` those of the whole set: where another entry still declares the former
  /// subject, this one is new.
  package func editedSubjects(
    in declarations: [RequestDeclaration], creating keys: [RequestKey?], declared: Set<RequestKey>
  ) -> [RequestKey: String] {
    guard !facts.names.isEmpty else { return [:] }
    var obstacles: [RequestKey: String] = [:]
    for (declaration, key) in zip(declarations, keys) {
      guard let key, let name = EntryName(declaration.name, key),
        let former = facts.names[name]?.filter({ $0 != key && !declared.contains($0) }).min()
      else { continue }
      obstacles[key] =
        "\(what(facts.history[former])) for this entry with the subject \"\(former.subject)\", "
        + "and the API cannot change it: write the former subject, or \(remedies.acceptNewSubject)"
    }
    return obstacles
  }

  private func what(_ history: RequestHistory?) -> String {
    if let request = history?.requestIDs.last { return "request \(request.text) was made" }
    if case .unclear(let request)? = history?.ambiguousCreate { return "request \(request.text) may have been made" }
    return "a request may have been made"
  }
}
