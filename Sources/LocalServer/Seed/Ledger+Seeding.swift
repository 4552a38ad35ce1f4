import Foundation
import GRDB
import OktaWire
import Model

extension Ledger {
  /// Applies a seed in one transaction; `nil` applies the built-in one, but only where the ledger has no request types.
  func seed(with seed: Seed?, by user: String, at now: Date) throws {
    try database.write { db in
      let tables = LedgerTables(db: db)
      if let seed {
        try tables.apply(seed, by: user, at: now) { self.nextID(at: now) }
      } else if try !tables.hasRequestTypes() {
        try tables.apply(.builtIn, by: user, at: now) { self.nextID(at: now) }
      }
    }
  }
}

extension LedgerTables {
  fileprivate func apply(_ seed: Seed, by user: String, at now: Date, nextID: () -> String) throws {
    let moment = Timestamp(now)
    for type in seed.requestTypes { try upsert(type.draft.stored(id: type.id, by: user, at: moment)) }
    if seed.listsUsers { try declareUsers() }
    for user in seed.users { try upsert(user) }
    for group in seed.groups { try upsert(group) }
    for team in seed.teams { try insertTeam(team) }
    for membership in seed.memberships { try insertMember(membership.user, of: membership.group) }
    var seen: [SeedKey: Int] = [:]
    for request in seed.requests {
      let number = seen[request.key, default: 0]
      seen[request.key] = number + 1
      let id = request.id ?? request.key.id(number: number)
      if try !hasRequest(id) {
        let resourceName = try requestType(request.type.id)?.resourceName
        _ = try insert(
          request.stored(
            id: id, by: user, at: moment, resourceName: resourceName, nextID: nextID, approver: approver(of:)))
      }
    }
  }
}

/// Identifies requests of a seed without an id, together with the number of equal ones before.
private struct SeedKey: Hashable {
  var type: String
  var requester: String
  var subject: String

  /// 96 bits of FNV-1a over the parts, each ended by a zero byte: the same text gives the same id in every run.
  func id(number: Int) -> String {
    let hashes = ["", "\u{1}"].map { FNV1a.hash(of: [$0 + type, requester, subject, String(number)]) }
    return hashes[0].digits(16, radix: 16) + (hashes[1] >> 32).digits(8, radix: 16)
  }
}

extension Seed.Request {
  fileprivate var key: SeedKey { SeedKey(type: type.id, requester: requester, subject: subject) }

  fileprivate func stored(
    id: String, by user: String, at moment: Timestamp, resourceName: String?, nextID: () -> String,
    approver: (RequestTypeDefinition.Approval) throws -> Approver
  ) rethrows -> StoredRequest {
    let definition = type.draft.definition
    let begin = created ?? lastUpdated ?? moment
    let end = lastUpdated ?? begin
    let rule = (definition.rule ?? LifecycleRule()).overridden(by: rule)
    var lifecycle = definition.lifecycle(
      resourceName: resourceName ?? type.draft.name, rule: rule, startedAt: moment, nextID: nextID)
    // A request that the seed states as pending stays so.
    if status == .pending { lifecycle.rule.actionAfter = rule.actionAfter }
    return StoredRequest(
      id: id, permalinkID: 0, requestTypeID: type.id, subject: subject, requester: requester, status: status,
      kind: definition.isCustom ? .custom : .accessRequest, created: begin, createdBy: user, lastUpdated: end,
      lastUpdatedBy: user, resolved: status == .resolved ? end : nil,
      details: StoredRequest.Details(
        fieldValues: definition.fields.answered(by: answers),
        lifecycle: try lifecycle.advanced(to: status, at: end, approver: approver)))
  }
}

extension Lifecycle {
  /// The lifecycle of a request with the status in a seed: everything before it was done at the time of the last change.
  fileprivate func advanced(
    to status: StoredRequest.Status, at moment: Timestamp,
    approver: (RequestTypeDefinition.Approval) throws -> Approver
  ) rethrows -> Lifecycle {
    guard status == .pending || status == .resolved else { return self }
    var lifecycle = self
    while let index = lifecycle.currentStep {
      let approval = lifecycle.steps[index].approval
      lifecycle.steps[index].completed = CompletedApproval(
        approver: try approver(approval), decision: status == .resolved ? rule.decision ?? .approved : .approved,
        decided: moment, fieldValues: approval.automaticAnswers(at: moment))
    }
    if status == .resolved, !lifecycle.isDenied {
      lifecycle.action.outcome = Outcome(status: rule.actionStatus ?? .succeeded, attempted: moment)
    }
    return lifecycle
  }
}
