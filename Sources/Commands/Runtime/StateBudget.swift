import Foundation
import Journaling
import Model
import OktaClient
import OktaWire
import Throttling

/// The rate budget of an org in the database of a state, for runs on several machines.
struct StateBudget: BudgetStore {
  let table: BudgetTable

  func exchange(_ text: String?, for family: CallFamily, version: Int64) async throws -> BudgetRecord {
    let row = try await table.exchange(text, for: family.rawValue, version: version)
    return BudgetRecord(text: row.content, version: row.version, date: row.date, isWritten: row.isWritten)
  }
}

extension Environment {
  /// What the processes on one state share of an org's rate limits, each credential by itself: a file next to it, or a table of
  /// its database.
  func budget(for settings: ConnectionSettings, state: StateLocation) -> RateBudget {
    let (org, credential, run) = (settings.org.text, settings.credentials.digest, random())
    switch state {
    case .file(let path):
      return .file(
        SharedBudget(
          path: StateLocation.budgetPath(of: path), orgURL: org, credential: credential,
          processID: ProcessInfo.processInfo.processIdentifier, run: run))
    case .postgreSQL(let url):
      let table = BudgetTable(at: url, account: "\(org) \(credential)", environment: variables)
      return .leased(StateBudget(table: table), process: String(run, radix: 36))
    }
  }
}

extension StateLocation {
  /// Whether other processes may share an org's rate limits here: a file is there once one has done so.
  var mayHaveBudget: Bool {
    switch self {
    case .file(let path): FileManager.default.fileExists(atPath: Self.budgetPath(of: path))
    case .postgreSQL: true
    }
  }
}
