package import Model

/// Why a read under the rate limit gave up.
package enum ReadFailure: Error, Hashable, Sendable {
  /// The last try failed like this.
  case service(ServiceFailure)
  /// The limiter was stopped.
  case stopped
}
