package import Model

/// What became of declared requests.
extension Planner {
  /// The existing requests whose course says what became of the declarations, each once.
  package func requestsToFollow(for declarations: [RequestDeclaration]) -> [ExistingRequest] {
    declarations.flatMap { candidates(for: resolved($0)) }.uniqued(by: \.id)
  }

  /// What became of a declared request; of several with its key the one counts that a plan would take.
  package func status(of declaration: RequestDeclaration) -> DeclarationStatus {
    let declaration = resolved(declaration)
    let candidates = candidates(for: declaration)
    guard let current = current(of: candidates, declaration), !isFurtherAttempt(declaration, after: candidates) else {
      return missing(declaration, after: candidates)
    }
    return status(of: declaration, as: current, among: candidates)
  }

  /// What became of a request that a run created for a declaration.
  package func status(of declaration: RequestDeclaration, createdAs id: RequestID) -> DeclarationStatus {
    guard let request = existing(id) else {
      return DeclarationStatus(
        declaration, .missing, attempt: declaration.attempt, reason: "the org no longer has request \(id.text)")
    }
    var status = status(of: declaration, as: request, among: [request])
    status.attempt = declaration.attempt
    return status
  }

  private func status(
    of declaration: RequestDeclaration, as request: ExistingRequest, among candidates: [ExistingRequest]
  ) -> DeclarationStatus {
    let number = (candidates.firstIndex { $0.id == request.id } ?? 0) + 1
    var status = DeclarationStatus(
      declaration, RequestStanding(of: request), request: request, attempt: min(number, max(1, declaration.attempt)))
    if let unreadable = facts.unreadable[request.id] {
      status.reason = "the org does not show it in full: \(unreadable)"
    } else if status.standing == .resolved {
      status.reason = request.course.map { _ in "the org does not show how it was decided" }
    }
    return status
  }

  private func missing(_ declaration: RequestDeclaration, after candidates: [ExistingRequest]) -> DeclarationStatus {
    let attempt = candidates.count + 1
    if let obstacle = obstacle(to: declaration) {
      return DeclarationStatus(
        declaration, obstacle.mayBeDone ? .ambiguous : .blocked, attempt: attempt, reason: obstacle.reason)
    }
    var status = DeclarationStatus(declaration, .missing, attempt: attempt)
    if facts.history[declaration.key]?.isUnderWayElsewhere == true {
      status.isUnderWay = true
      status.reason = "another run is creating it"
    } else if let last = candidates.last {
      status.reason = "request \(last.id.text) \(last.endText), and attempt \(attempt) is not created yet"
    }
    return status
  }
}
