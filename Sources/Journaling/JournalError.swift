import Foundation
import GRDB
package import RequestModel

/// Why the journal could not do what it was asked: nothing may be sent after one of these.
package enum JournalError: Error, Hashable, Sendable {
  case cannotOpen(path: String, reason: String)
  case notAJournal(path: String)
  case corrupt(path: String, reason: String)
  case writtenByNewerWrit(path: String)
  case diskFull(path: String)
  case readOnly(path: String, reason: String)
  /// A move that the entry's state does not allow: an error in Writ itself.
  case illegalMove(entry: JournalEntry.ID, reason: String)
  /// The request that a create's outcome names belongs to another finished create: nothing was recorded.
  case claimed(RequestID)
  case heldBy(StateHolder)
  case other(path: String, reason: String)

  init(_ error: any Error, path: String) {
    guard let error = error as? DatabaseError else {
      self = .other(path: path, reason: "\(error)")
      return
    }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_READONLY: self = .readOnly(path: path, reason: reason)
    case .SQLITE_NOTADB: self = .notAJournal(path: path)
    case .SQLITE_CORRUPT: self = .corrupt(path: path, reason: reason)
    case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, reason: reason)
    default: self = .other(path: path, reason: reason)
    }
  }

  /// Why the system did not open or write a file, by its number `errno`: a full disk is called so.
  init(code: Int32, path: String) {
    self =
      [ENOSPC, EDQUOT].contains(code)
      ? .diskFull(path: path) : .cannotOpen(path: path, reason: SystemReason.words(for: code))
  }

  /// What happened, in one line.
  package var text: String {
    switch self {
    case .cannotOpen(let path, let reason): "cannot open the state \(path): \(reason)"
    case .notAJournal(let path): "\(path) is not a state of writ"
    case .corrupt(let path, let reason): "the state \(path) is damaged: \(reason)"
    case .writtenByNewerWrit(let path): "the state \(path) was written by a newer writ"
    case .diskFull(let path): "the disk is full: the state \(path) cannot be written"
    case .readOnly(let path, let reason): "the state \(path) cannot be written: \(reason)"
    case .illegalMove(let entry, let reason): "journal entry \(entry) refused a move: \(reason)"
    case .claimed(let request): "request \(request.text) belongs to another entry already"
    case .heldBy(let holder): "another run holds the state: \(holder.text)"
    case .other(let path, let reason): "the state \(path) failed: \(reason)"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .cannotOpen, .readOnly: "choose a place that can be written with --state PATH or WRIT_STATE"
    case .notAJournal: "choose another file with --state PATH or WRIT_STATE"
    case .corrupt: "keep a copy, restore a backup, or start a new state with --state PATH: plan finds existing requests"
    case .writtenByNewerWrit: "update writ, or choose another state with --state PATH"
    case .diskFull: "free some space, then run the same command again: it continues"
    case .illegalMove: "this is an error in writ; run the same command again: it looks up what is in doubt"
    case .claimed: "look at the request in the org, and name the one that this entry created"
    case .heldBy: "wait until it ends, or choose another state with --state PATH"
    case .other: "run the same command again: it continues"
    }
  }
}
