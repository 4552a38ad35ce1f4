/// An alarm that was set and may be canceled.
package struct Alarm: Sendable {
  /// Keeps the alarm from ringing, if it has not rung yet.
  package let cancel: @Sendable () -> Void

  package init(cancel: @escaping @Sendable () -> Void) {
    self.cancel = cancel
  }
}
