package import Model

/// Permission to make one call.
package struct Permit: Hashable, Sendable {
  /// The kind of call it is for.
  package let family: CallFamily
  /// When it was granted, by the time source's clock.
  package let granted: Duration
}
