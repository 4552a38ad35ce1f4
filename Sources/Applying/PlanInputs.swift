package import Planning

/// What a plan is made from, once the org has been asked.
package struct PlanInputs: Sendable {
  /// Knows the org's requests and what stands in the way of new ones.
  package var planner: Planner
  /// What the org says of the users that declarations name by their ids.
  package var users: UserFindings
  /// The declarations with the values of all fields, and what the org says of their request types.
  package var types: TypeResolution
}
