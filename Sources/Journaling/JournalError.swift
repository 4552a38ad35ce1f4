import Foundation
import GRDB
package import Model

/// Why the journal could not do what it was asked: nothing may be sent after one of these.
package enum JournalError: Error, Hashable, Sendable {
  /// The system or SQLite does not open, make or write a file.
  case cannotOpen(path: String, reason: String)
  /// A file that is not a state of Writ, such as another program's database.
  case notAJournal(path: String)
  /// SQLite finds the database damaged.
  case corrupt(path: String, reason: String)
  /// A state of a later version, which this Writ does not know.
  case writtenByNewerWrit(path: String)
  /// No space is left on the disk, or in the user's quota.
  case diskFull(path: String)
  /// SQLite may not write the state, or it belongs to another user.
  case readOnly(path: String, reason: String)
  /// A move that the entry's state does not allow: an error in Writ itself.
  case invalidTransition(entry: JournalEntry.ID, reason: String)
  /// The request that a create's outcome names belongs to another finished create: nothing was recorded.
  case claimed(RequestID)
  /// Another entry has the key of a create, or the message: nothing was recorded.
  case taken(Claim)
  /// Another run has moved the entry meanwhile, since it took this one for dead: nothing was recorded.
  case moved(JournalEntry.ID)
  /// The state has another history since a moment: no call may go out for some time, and the entry is as given.
  case postponed(EntryVersion)
  /// Another process holds the state by itself; `nil` where other processes share it that this one wants for itself.
  case lockedBy(LockOwner?)
  /// A folder in the place of a file.
  case isFolder(path: String)
  /// A symbolic link that leads to no file.
  case danglingLink(path: String, target: String)
  /// Hard links: each of the names would have its own lock and its own write-ahead log.
  case severalNames(path: String, count: Int)
  /// The file alone is mounted, without the folder in which its lock and its write-ahead log stand.
  case mountPoint(path: String)
  /// A file next to the state that Writ did not make, and does not touch.
  case foreignFile(path: String, reason: String)
  /// A state that has runs, where one without any is needed.
  case notEmpty(path: String, runs: Int)
  /// A run uses the state, or may use it.
  case inUse(path: String, run: RunID)
  /// Deleted, replaced or restored while it was open: what is recorded in it from then on is lost.
  case replaced(path: String)
  /// A database server cannot keep the state at a location, or does not now.
  case database(DatabaseProblem, location: String)
  /// Any other failure, with its text as the reason.
  case other(path: String, reason: String)

  /// What a state at `path` failed with; an error that is one of these already stays as it is.
  init(_ error: any Error, path: String) {
    if let error = error as? JournalError {
      self = error
      return
    }
    if let failure = error as? StateFailure {
      self.init(failure, path: path)
      return
    }
    guard let error = error as? DatabaseError else {
      self =
        error is RowDecodingError || error is SQLRow.DecodingError
        ? .corrupt(path: path, reason: "a value has another type than its column")
        : .other(path: path, reason: "\(error)")
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

  init(_ failure: StateFailure, path: String) {
    switch failure {
    case .unusable(let error): self = error
    case .refused(let reason): self = .other(path: path, reason: reason)
    case .unknown(let reason): self = .database(.unconfirmed(reason), location: path)
    case .unsafe(let reason): self = .database(.notReplicated(reason), location: path)
    }
  }

  /// What `body` returns; what it throws becomes an error of the state at `path`.
  static func mapping<Value>(of path: String, _ body: () throws -> Value) throws(JournalError) -> Value {
    do {
      return try body()
    } catch {
      throw JournalError(error, path: path)
    }
  }

  /// Why the system did not open or write a file, by its number `errno`: a full disk is called so.
  init(code: Int32, path: String) {
    switch code {
    case ENOSPC, EDQUOT: self = .diskFull(path: path)
    case EISDIR: self = .isFolder(path: path)
    default: self = .cannotOpen(path: path, reason: SystemReason.words(for: code))
    }
  }

  /// Why no hint recommends another state: only this one knows what was sent.
  private static let costOfAnother =
    "with another state messages may be repeated or withheld, and ambiguous creates are not looked up"

  /// Why a state can be read at most, where that is what is wrong.
  package var isOnlyUnwritable: String? {
    switch self {
    case .diskFull: "the disk is full"
    case .cannotOpen(_, let reason), .readOnly(_, let reason): reason
    case .database(.forbidden(let reason), _), .database(.readOnly(let reason), _): reason
    default: nil
    }
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
    case .invalidTransition(let entry, let reason): "journal entry \(entry) refused a move: \(reason)"
    case .claimed(let request): "request \(request.text) belongs to another entry already"
    case .taken(let claim): "\(claim.text) has it"
    case .moved(let entry): "another run has settled journal entry \(entry) meanwhile"
    case .postponed(let version): "journal entry \(version.id) waits, since the state may have gone back in time"
    case .lockedBy(let owner?): "another run holds the state: \(owner.text)"
    case .lockedBy(nil): "other runs are using the state"
    case .isFolder(let path): "the state \(path) is a folder, expected a file"
    case .danglingLink(let path, let target): "the state \(path) is a link to \(target), which does not exist"
    case .severalNames(let path, let count):
      "the state \(path) has \(count) names (hard links), and each would have its own lock"
    case .mountPoint(let path):
      "the state \(path) is mounted as a single file, without the lock and the log that stand next to it"
    case .foreignFile(let path, let reason): "\(path) cannot be used: \(reason)"
    case .notEmpty(let path, let runs): "the state \(path) has runs already (\(runs)), expected none"
    case .inUse(let path, let run): "run \(run.text) uses the state \(path)"
    case .replaced(let path): "the state \(path) was deleted or replaced during the run"
    case .database(let problem, let location): problem.text(at: location)
    case .other(let path, let reason): "the state \(path) failed: \(reason)"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .cannotOpen, .readOnly:
      "give writ the right to read and write it and its folder; \(Self.costOfAnother)"
    case .notAJournal: "name a state of writ, or a file that does not exist yet"
    case .corrupt: "keep it and restore a backup; \(Self.costOfAnother)"
    case .writtenByNewerWrit: "update writ: only the newer one reads this state; \(Self.costOfAnother)"
    case .diskFull: "free some space, then run the same command again: it continues"
    case .invalidTransition: "this is an error in writ; run the same command again: it looks up ambiguous calls"
    case .claimed: "look at the request in the org, and name the one that this entry created"
    case .taken: "wait until that run ends, then run the same command again"
    case .moved: "run the same command again: it looks at what the org has"
    case .postponed: "run the same command again: it continues"
    case .lockedBy: "wait until it ends; \(Self.costOfAnother)"
    case .isFolder: "name a file in it, such as state.db"
    case .danglingLink: "name the file itself, or remove the link: no state is made through one"
    case .severalNames: "keep one name: copy the state's folder, and use symbolic links for other names"
    case .mountPoint: "mount the state's whole folder instead of the file"
    case .foreignFile: "see what it is, then remove it: writ makes its own"
    case .notEmpty: "name a new state: two journals cannot be joined"
    case .inUse: "wait until it ends"
    case .replaced:
      "put the files of this run back if you have them, then run the same command again; \(Self.costOfAnother)"
    case .database(let problem, _): problem.hint
    case .other: "run the same command again: it continues"
    }
  }
}
