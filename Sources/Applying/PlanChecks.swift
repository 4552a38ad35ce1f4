package import Planning
package import Model

/// What a plan asks the org beyond its list.
package struct PlanChecks: Hashable, Sendable {
  /// Retrieve the field values of existing requests that neither the list nor the journal shows.
  package var fieldValues: Bool
  /// Which request types to ask about.
  package var requestTypes: RequestTypeChecks
  /// Which users to ask about that are named by their ids.
  package var users: UserChecks
  /// Retrieve the decisions on resolved requests where they are not known.
  package var decisions: Bool
  /// Whether an entry whose subject was edited makes a second request .
  package var acceptsNewSubjects: Bool
  /// What a person has allowed beforehand.
  package var consent: Planner.Consent
  /// What a person can do about what the plan leaves undone.
  package var remedies: PlanRemedies
  /// The keys of the whole set, of which only a part may be planned.
  package var declaredKeys: Set<RequestKey> = []

  /// Decisions that a plan retrieves though no further attempt depends on them.
  static let maximumDecisions = 20

  package init(
    fieldValues: Bool, requestTypes: RequestTypeChecks, users: UserChecks, decisions: Bool = true,
    acceptsNewSubjects: Bool = false, consent: Planner.Consent = .init(), remedies: PlanRemedies = .init()
  ) {
    self.fieldValues = fieldValues
    self.requestTypes = requestTypes
    self.users = users
    self.decisions = decisions
    self.acceptsNewSubjects = acceptsNewSubjects
    self.consent = consent
    self.remedies = remedies
  }
}
