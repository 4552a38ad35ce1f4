package import Model

/// Several requests of the org for one declaration: people were asked twice. Those on which no one has decided can be canceled.
package struct DuplicateRequests: Hashable, Sendable {
  /// Its requester is filled in with the token's own user where the manifest names none and that user is known.
  package var declaration: RequestDeclaration
  /// At least two, oldest first.
  package var requestIDs: [RequestID]

  package init(declaration: RequestDeclaration, requestIDs: [RequestID]) {
    self.declaration = declaration
    self.requestIDs = requestIDs
  }
}

extension Planner {
  /// The declarations for which the org has more than one request, those that are over without access not counted.
  package func duplicates(of declarations: [RequestDeclaration]) -> [DuplicateRequests] {
    declarations.compactMap { declaration in
      let declaration = resolved(declaration)
      guard mayHaveSeveralCandidates(declaration) else { return nil }
      let open = candidates(for: declaration).filter { !$0.endedWithoutAccess }
      guard open.count > 1 else { return nil }
      return DuplicateRequests(declaration: declaration, requestIDs: open.map(\.id))
    }
  }
}
