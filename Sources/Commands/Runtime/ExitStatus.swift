/// How a run of `writ` ended, for the shell: the same whatever the output format.
package enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
  /// Done, or nothing to do.
  case done = 0
  /// Network, server or disk.
  case failure = 1
  /// `plan --detailed-exitcode`: there is something to apply.
  case changesPending = 2
  case invalidManifest = 3
  /// The org will not do some of the actions.
  case rejected = 4
  /// Whether some of the actions were done is not known yet.
  case ambiguous = 5
  /// Interrupt, deadline or limit: the same command continues.
  case stoppedEarly = 6
  /// A safety limit or a stale plan; nothing was done.
  case refused = 7
  /// Authentication or authorization failed.
  case unauthorized = 8
  /// Another run has some of it, and all else was done; or it holds the state by itself.
  case stateHeld = 9
  /// The command line or a setting is wrong (`EX_USAGE` of sysexits.h).
  case usage = 64
}
