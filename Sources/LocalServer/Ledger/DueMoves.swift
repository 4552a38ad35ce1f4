import Foundation
import GRDB
import OktaWire

/// Requests move by themselves only when somebody looks: every call that reads or writes requests first makes the moves
/// that are due, each at its own moment. Nobody can tell that from a server that moves them in time.
extension Ledger {
  /// Reads requests as they stand at a moment.
  func read<Value: Sendable>(
    at now: Date, _ body: @Sendable @escaping (LedgerTables) throws -> Value
  ) async throws -> Value {
    let moment = Timestamp(now)
    let value = try await read { tables in try tables.hasDueMoves(at: moment) ? nil : body(tables) }
    if let value { return value }
    return try await transact(at: now, body)
  }

  /// Reads and writes requests as they stand at a moment.
  func transact<Value: Sendable>(
    at now: Date, _ body: @Sendable @escaping (LedgerTables) throws -> Value
  ) async throws -> Value {
    let moment = Timestamp(now)
    return try await transact { tables in
      try tables.makeDueMoves(at: moment)
      return try body(tables)
    }
  }
}

extension LedgerTables {
  fileprivate func hasDueMoves(at now: Timestamp) throws -> Bool {
    let statement = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM requests WHERE due <= ?)")
    return try Bool.fetchOne(statement, arguments: [now.milliseconds]) ?? false
  }

  fileprivate func makeDueMoves(at now: Timestamp) throws {
    let statement = try db.cachedStatement(sql: "SELECT id FROM requests WHERE due <= ? ORDER BY due, id")
    for id in try String.fetchAll(statement, arguments: [now.milliseconds]) {
      guard var request = try request(id) else { continue }
      while let move = request.nextMove, move.moment <= now {
        try request.make(move, approver: approver)
      }
      try update(request)
    }
  }

  /// Writes what a move changes.
  func update(_ request: StoredRequest) throws {
    var request = request
    if request.details?.course.action.outcome != nil, request.details?.course.action.resource == nil {
      request.details?.course.action.resource = try resource(ofType: request.requestTypeID)
    }
    try run(
      """
      UPDATE requests SET status = ?, last_updated = ?, last_updated_by = ?, resolved = ?, details = ?, due = ?
      WHERE id = ?
      """,
      [
        request.status.rawValue, request.lastUpdated.milliseconds, request.lastUpdatedBy,
        request.resolved?.milliseconds, try StoredJSON.text(request.details), request.nextMove?.moment.milliseconds,
        request.id,
      ])
  }

  /// What a request of version 1 gives, whose type may be gone.
  private func resource(ofType id: String) throws -> Course.Resource {
    let type = try requestType(id)
    let definition = type?.definition ?? .seeded(id: id, fields: [], approvals: 0)
    return Course.Resource(id: definition.resourceID, name: type?.resourceName ?? type?.name ?? id)
  }

  /// Who decides in the place of those who are asked: the user that the type names, the first member of its group, and
  /// otherwise the user of the first token, who always exists.
  func approver(_ asked: RequestTypeDefinition.Approval) throws -> Person {
    if let user = asked.approverUserID { return try person(user) }
    let statement = try db.cachedStatement(sql: "SELECT min(user_id) FROM members WHERE group_id = ?")
    let member = try asked.approverMemberOf?.first.flatMap { try String.fetchOne(statement, arguments: [$0]) }
    return try person(member ?? TokenHolders.user(1))
  }

  /// A user with the name that approvals show: the login, and the id of one that nobody declared.
  func person(_ id: String) throws -> Person {
    Person(id: id, name: String((try user(id: id)?.login ?? id).prefix(100)))
  }
}
