import Foundation
import Journaling
import Model

/// Records what becomes of a run's own entries.
///
/// A run that stood still for long, or that runs on another machine, may be taken for dead by another run, which then finds
/// out about its entries. What either knows counts: an entry that is merely marked as unknown takes this run's outcome, and
/// one that the other run has settled stays so.
struct EntryRecorder: Sendable {
  enum Outcome: Sendable {
    case written
    /// Another run has settled the entry before: as it stands.
    case settled(JournalEntry)
    /// The journal cannot be written, and the run stops: nothing may be sent that it does not hold.
    case stopped
  }

  /// How often other runs may move an entry between two looks at it.
  private static let maximumTries = 5

  let journal: Journal
  let stop: StopSignal
  var inFlight = CallsInFlight()

  /// Makes a move durable.
  func record(_ move: EntryTransition, of item: inout WorkItem, at date: Date) async -> Outcome {
    do throws(JournalError) {
      return try await write(move, of: &item, at: date).map(Outcome.settled) ?? .written
    } catch {
      await stop.raise(.journal(error))
      return .stopped
    }
  }

  /// Makes a move durable; gives the entry where another run has settled it before.
  func write(
    _ move: EntryTransition, of item: inout WorkItem, at date: Date
  ) async throws(JournalError) -> JournalEntry? {
    var move = move
    for _ in 1...Self.maximumTries {
      do throws(JournalError) {
        item.entry = try await journal.record(move, of: item.entry, at: date)
        inFlight.recorded(move.state, of: item.action)
        return nil
      } catch .moved {
        guard let entry = try await journal.records.entry(item.entry.id) else { break }
        guard entry.state == .ambiguous, entry.attempts == item.entry.attempts else {
          inFlight.recorded(entry.state, of: item.action)
          return entry
        }
        item.entry = entry.version
        guard let next = move.afterAmbiguous(of: item) else { return nil }
        move = next
      }
    }
    throw .moved(item.entry.id)
  }
}

extension EntryTransition {
  /// The move that says the same of an entry which is marked as unknown; `nil` where that is all it says.
  fileprivate func afterAmbiguous(of item: WorkItem) -> EntryTransition? {
    switch self {
    case .created(let request): .adopted(request.id, request: request)
    case .rejected(let reason) where !item.isCancel: .failed(reason)
    case .ambiguous: nil
    default: self
    }
  }
}
