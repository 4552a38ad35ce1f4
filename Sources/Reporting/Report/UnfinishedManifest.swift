import Applying
import Manifests
package import Model
package import Planning

/// What a run did not do, as a manifest that can be applied by itself: each reason is a comment.
package struct UnfinishedManifest: Sendable {
  /// A request that was not created or not written to, and why.
  private struct Person {
    var declaration: RequestDeclaration
    var reason: String
  }

  private let plan: Plan
  private let results: [ActionIdentity: PlanRows.Result]
  private let names: PlanRows
  private let declared: [DeclaredEntryKey: DeclaredEntry]

  /// `results` is what became of the plan's actions; those without one are left. `names` has logins and request types, and
  /// `declared` the entries as they are written, where manifests were read: a declaration has no answer whose question the
  /// org does not know.
  package init(
    of plan: Plan, results: [ActionIdentity: PlanRows.Result], names: PlanRows,
    declared: [DeclaredEntryKey: DeclaredEntry] = [:]
  ) {
    self.plan = plan
    self.results = results
    self.names = names
    self.declared = declared
  }

  /// The manifest. `run` is its name, where there was one.
  package func text(run: String?) -> String {
    var entries: [[Person]] = PlanEntry.grouped(plan.actions).map { entry in entry.people.compactMap(person) }
    entries.removeAll(where: \.isEmpty)
    let count = entries.map(\.count).reduce(0, +)
    let origin = ["What writ apply did not do", run.map { "in run \($0)" }, "of \(plan.orgURL)"].compactMap(\.self)
    let advice = count > 0 ? "Fix what the comments name, then apply this file." : "All was done."
    let head = ManifestWriter.head(
      comment: "\(origin.joined(separator: " ")): \(CountText.noun(count, "request")).\n\(advice)")
    guard count > 0 else { return head + ManifestWriter.noRequests }
    var known: Set<String> = []
    let written = entries.map { people in
      // Names of entries are unique in a manifest.
      let name = people[0].declaration.name.flatMap { known.insert($0).inserted ? $0 : nil }
      return ManifestWriter.entry(entry(people, name: name))
    }
    return head + ManifestWriter.requests + written.joined()
  }

  /// `nil` where all was done that a run can do.
  private func person(_ person: PlanPerson) -> Person? {
    let reasons = person.actions.compactMap(reason)
    return reasons.isEmpty ? nil : Person(declaration: person.declaration, reason: reasons.joined(separator: "; "))
  }

  /// Why an action is not done; `nil` where it is, or where applying it again would not do it.
  private func reason(_ action: PlannedAction) -> String? {
    switch action.verb {
    case .unchanged, .changed, .withheld, .cancel: return nil
    case .blocked: return "blocked: \(action.reason)"
    case .create, .message:
      let what = action.messageIndex.map { "message \($0 + 1): " } ?? ""
      guard let result = results[action.identity] else { return "\(what)not tried" }
      guard !result.outcome.isDone(result.requestID) else { return nil }
      return what + [result.outcome.rawValue, result.detail].compactMap(\.self).joined(separator: ": ")
    }
  }

  private func entry(_ people: [Person], name: String?) -> ManifestEntry {
    let declaration = people[0].declaration
    let isForToken = declaration.requester == nil
    let type = names.requestTypes[declaration.requestTypeID]?.name
    let comments = [type, isForToken ? people[0].reason : nil].compactMap(\.self)
    return ManifestEntry(
      comment: comments.isEmpty ? nil : comments.joined(separator: "\n"), name: name,
      requestType: .id(declaration.requestTypeID), subject: declaration.subject, attempt: declaration.attempt,
      answers: answers(declaration),
      messages: declaration.messages, users: isForToken ? [] : people.compactMap(user))
  }

  private func answers(_ declaration: RequestDeclaration) -> [ManifestEntry.Answer] {
    guard let entry = declared[DeclaredEntryKey(declaration)] else {
      return declaration.fieldValues.map { ManifestEntry.Answer(field: $0.id.text, value: $0.value) }
    }
    let type = names.requestTypes[declaration.requestTypeID]
    return entry.fields.compactMap { field in
      switch field.field {
      case .id(let id): ManifestEntry.Answer(field: id.text, value: field.value)
      // A default is for the request types that ask it.
      case .prompt(let prompt) where field.isDefault && type?.asks(prompt) == false: nil
      case .prompt(let prompt): ManifestEntry.Answer(field: prompt, value: field.value)
      }
    }
  }

  private func user(_ person: Person) -> ManifestEntry.User? {
    guard let requester = person.declaration.requester else { return nil }
    let comment = [names.logins[requester], person.reason].compactMap(\.self).joined(separator: ", ")
    // A name that the org does not know stands in the place of an id.
    let isID = UserID(requester.text) != nil
    return ManifestEntry.User(isID ? .id(requester) : .name(requester.text), comment: comment)
  }
}
