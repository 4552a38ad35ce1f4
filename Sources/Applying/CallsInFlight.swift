import Journaling
package import Planning
import Synchronization

/// The actions of a run whose calls went out and whose outcome is not known yet, for who ends the run at once and has to say so.
package final class CallsInFlight: Sendable {
  private let open = Mutex<Set<ActionIdentity>>([])

  /// None.
  package init() {}

  /// As it is now.
  package var actions: Set<ActionIdentity> { open.withLock { $0 } }

  /// The entry of an action has come to this state.
  func recorded(_ state: EntryState, of action: PlannedAction) {
    open.withLock { open in
      if state.isAmbiguous { open.insert(action.identity) } else { open.remove(action.identity) }
    }
  }
}
