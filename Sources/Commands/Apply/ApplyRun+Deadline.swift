import Applying
import Journaling
import Throttling

extension ApplyRun {
  /// Does `work`, and says why the deadline kept it from anything.
  func explainingDeadline(_ work: () async throws -> ExitStatus) async throws -> ExitStatus {
    do {
      return try await work()
    } catch ReadFailure.stopped where stop.reason == .deadline {
      throw CommandError(
        .stoppedEarly, "the deadline passed while reading from the org; nothing was sent",
        hint: "run the same command again with more time to continue")
    } catch JournalError.database(.away(let reason, _), let location) where stop.reason == .deadline {
      throw CommandError(
        .stoppedEarly, "the deadline passed while the state \(location) was not reachable: \(reason)",
        hint: "run the same command again when it is back to continue")
    } catch JournalError.lockedBy(let holder) where stop.reason == .deadline {
      throw CommandError(
        .stoppedEarly, "the deadline passed while \(holder?.text ?? "other runs") had the state; nothing was sent",
        hint: "run the same command again with more time")
    }
  }
}
