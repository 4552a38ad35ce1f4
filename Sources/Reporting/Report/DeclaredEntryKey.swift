package import Model

/// Finds the entry that a declaration is of. The place alone does not: entries that are repeated for one row take the same cells.
package struct DeclaredEntryKey: Hashable, Sendable {
  private let place: SourcePlace
  private let requestTypeID: RequestTypeID
  private let subject: String
  private let attempt: Int

  /// That of a declaration before its requester is looked up.
  package init(_ request: DeclaredRequest) {
    place = request.place
    (requestTypeID, subject, attempt) = (request.entry.requestTypeID, request.entry.subject, request.entry.attempt)
  }

  /// That of one whose requester is known.
  package init(_ declaration: RequestDeclaration) {
    place = declaration.place
    (requestTypeID, subject, attempt) = (declaration.requestTypeID, declaration.subject, declaration.attempt)
  }
}
