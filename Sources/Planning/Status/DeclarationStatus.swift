package import struct Foundation.Date
package import Model

/// What became of one declared request.
package struct DeclarationStatus: Hashable, Sendable {
  /// Its requester is filled in with the token's own user where the manifest names none and that user is known.
  package var declaration: RequestDeclaration
  /// What became of it, in one word.
  package var standing: RequestStanding
  /// The request that serves the declaration, with all that is known of it; `nil` where there is none.
  package var request: ExistingRequest?
  /// Which request with the declaration's key it is or would be, from 1.
  package var attempt: Int
  /// Why it is so, where the word does not say it: one line.
  package var reason: String?
  /// Whether a run that lives is about to create it.
  package var isUnderWay = false

  package init(
    _ declaration: RequestDeclaration, _ standing: RequestStanding, request: ExistingRequest? = nil, attempt: Int,
    reason: String? = nil
  ) {
    self.declaration = declaration
    self.standing = standing
    self.request = request
    self.attempt = attempt
    self.reason = reason
  }

  /// Since when it waits, by the org's clock: the last approval, or its creation. `nil` for what does not wait.
  package var waitingSince: Date? {
    guard standing == .waiting, let request else { return nil }
    return request.course?.approvals.compactMap(\.decided).max() ?? request.created
  }

  /// Which approval it waits for, from 0; `nil` where it waits for none, or where that is not known.
  package var pendingApproval: Int? {
    guard standing == .waiting, let course = request?.course, !course.isHidden else { return nil }
    return course.completedApprovals
  }

  /// The approval that decided it: the denial, or the last one.
  package var decidingApproval: RequestCourse.Approval? {
    switch standing {
    case .denied: request?.course?.denial
    case .approved, .failed: request?.course?.approvals.last(where: \.isCompleted)
    default: nil
    }
  }

  /// Where the action of an approved request stands: `pending`, `done`, `failed` or `removed`; `nil` for all others.
  package var action: String? {
    guard standing == .approved || standing == .failed else { return nil }
    return switch request?.course?.decision ?? request?.decision {
    case .done: "done"
    case .failed: "failed"
    case .removed: "removed"
    case .approved where request?.course?.actions.isEmpty == false: "pending"
    default: nil
    }
  }
}
