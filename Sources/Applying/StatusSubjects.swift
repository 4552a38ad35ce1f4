package import Journaling
package import Model
package import Planning

/// The requests of which a status is asked.
package enum StatusSubjects: Sendable {
  /// Those that manifests declare.
  case declared(Resolution)
  /// Those that runs of the state have created, or may have.
  case created([JournalEntry])

  /// The declarations, in order; an entry stands for the one that it was made for.
  package var resolved: Resolution {
    switch self {
    case .declared(let resolution): resolution
    case .created(let entries): Resolution(resolved: entries.map(\.declaration))
    }
  }

  /// What became of them, in their order.
  func statuses(by planner: Planner) -> [DeclarationStatus] {
    switch self {
    case .declared(let resolution): resolution.declarations.map { planner.status(of: $0) }
    case .created(let entries):
      entries.map { entry in
        guard !entry.state.isAmbiguous, let request = entry.requestID else {
          return planner.status(of: entry.declaration)
        }
        return planner.status(of: entry.declaration, createdAs: request)
      }
    }
  }
}

extension StatusSubjects {
  /// The last entry for each request: a create that was sent again has several.
  package init(created entries: [JournalEntry]) {
    let last = entries.reversed().uniqued { Attempt(key: $0.key, number: $0.attempt) }
    self = .created(last.reversed())
  }

  private struct Attempt: Hashable {
    var key: RequestKey
    var number: Int
  }
}

extension JournalEntry {
  /// What the entry was made for, without what only its manifest says.
  package var declaration: RequestDeclaration {
    RequestDeclaration(
      name: name, requestTypeID: key.requestTypeID, requester: key.requester, subject: key.subject, attempt: attempt,
      place: place)
  }
}
