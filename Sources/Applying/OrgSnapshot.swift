package import Model

/// What the org has of what a plan is about.
package struct OrgSnapshot: Sendable {
  /// In any order; one may come twice.
  package var requests: [ExistingRequest]
  /// Requests of finished entries of which the org said 404.
  package var gone: Set<RequestID>
  /// For judging what happens while the plan is applied.
  package var evidence: OrgEvidence

  package init(requests: [ExistingRequest], gone: Set<RequestID>, evidence: OrgEvidence) {
    self.requests = requests
    self.gone = gone
    self.evidence = evidence
  }
}
