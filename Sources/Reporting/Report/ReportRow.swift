package import Foundation
package import Model

/// What became of one declaration, or what is to become of it.
package struct ReportRow: Hashable, Sendable {
  /// What a status means for a reader, whatever its word: colors, signs and test results are chosen by it.
  package enum Standing: String, Hashable, Sendable, CaseIterable {
    /// All is as declared.
    case done
    /// It is still to be done or decided.
    case pending
    /// It is over, or cannot be, and the requester does not have what was declared.
    case failed
    /// Whether it was done is not known.
    case unknown
  }

  /// The entry's name; `nil` if it has none.
  package var name: String?
  /// The request type's id.
  package var requestTypeID: RequestTypeID
  /// The request type's name, where it is known.
  package var requestType: String?
  /// The user's id; `nil` where it is not known, as before names are looked up.
  package var requester: UserID?
  /// The user's login, or the name by which the manifest gives the user, where either is known.
  package var login: String?
  /// The declared subject.
  package var subject: String
  /// Which request with its key it is, from 1.
  package var attempt: Int
  /// The request that serves it, where there is one.
  package var requestID: RequestID?
  /// The command's word for it: `created`, `blocked`, `waiting`. Words that came later are shown as they came.
  package var status: String
  /// What was decided on the request, where that is known.
  package var decision: String?
  /// Who decided: a login where it is known, else an id.
  package var decidedBy: String?
  /// When it was decided, by the org's clock.
  package var decidedAt: Date?
  /// What a run does for it (`create`, `message`), or where the org's own action stands.
  package var action: String?
  /// When the org created the request, by its clock.
  package var created: Date?
  /// When the org changed the request last, by its clock.
  package var lastUpdated: Date?
  /// Why it is so; `nil` where the status says all.
  package var reason: String?
  /// Where a manifest declares it; `nil` where that is not known.
  package var place: SourcePlace?

  package init(
    name: String? = nil, requestTypeID: RequestTypeID, requestType: String? = nil, requester: UserID? = nil,
    login: String? = nil, subject: String, attempt: Int = 1, requestID: RequestID? = nil, status: String,
    decision: String? = nil, decidedBy: String? = nil, decidedAt: Date? = nil, action: String? = nil,
    created: Date? = nil, lastUpdated: Date? = nil, reason: String? = nil, place: SourcePlace? = nil
  ) {
    self.name = name
    self.requestTypeID = requestTypeID
    self.requestType = requestType
    self.requester = requester
    self.login = login
    self.subject = subject
    self.attempt = attempt
    self.requestID = requestID
    self.status = status
    self.decision = decision
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
    self.action = action
    self.created = created
    self.lastUpdated = lastUpdated
    self.reason = reason
    self.place = place
  }

  /// What its status means; a word that is not known counts as pending.
  package var standing: Standing {
    switch status {
    case "valid", "unchanged", "created", "adopted", "messaged", "approved", "done": .done
    case "blocked", "rejected", "failed", "skipped", "denied", "expired", "locked", "missing", "changed", "gone",
      "removed":
      .failed
    // Who cancels wants it so.
    case "canceled": action == "cancel" ? .done : .failed
    case "ambiguous": .unknown
    default: .pending
    }
  }

  /// The login, else the id, else what stands for the user of a declaration that names none.
  package var person: String { login ?? requester?.text ?? "the token's user" }

  /// The name of the request type, else its id.
  package var type: String { requestType ?? requestTypeID.text }

  /// The entry's name, else the subject.
  package var label: String { name ?? subject }
}
