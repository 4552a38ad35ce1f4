/// What a read gave, and the org's clock as its last reply showed it.
package struct ReadReply<Value: Sendable>: Sendable {
  /// What was asked for.
  package var value: Value
  /// `nil` where no reply had a date.
  package var clock: OrgClock?
}
