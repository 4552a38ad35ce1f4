/// Until when a recorded call may leave.
///
/// Whoever finds the record of a call without an outcome waits for as long as the org may act on it, counted from the
/// record, and then trusts what the org shows. A call that leaves long after its record, since the machine was suspended in
/// between or had no time for the process, might be made a second time: it must not be sent any more.
package struct SendDeadline: Sendable {
  /// From the record of a call to its first byte.
  package static let limit = Duration.seconds(10)

  private let recordedAt: Duration
  private let now: @Sendable () -> Duration

  /// The deadline of a call that is recorded at a moment of the clock `now`, which has to go on while the machine sleeps.
  package init(recordedAt: Duration, now: @escaping @Sendable () -> Duration) {
    self.recordedAt = recordedAt
    self.now = now
  }

  /// Throws `tooLate` where the deadline has passed.
  package func check() throws(ServiceFailure) {
    let elapsed = now() - recordedAt
    guard elapsed <= Self.limit else { throw .tooLate(elapsed) }
  }
}
