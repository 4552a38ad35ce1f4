/// What a plan asks of request types.
package struct RequestTypeChecks: Hashable, Sendable {
  /// Which types are asked about that no prompt needs.
  package enum Extent: Hashable, Sendable {
    /// None: nothing is checked.
    case none
    /// Each that something would be created of.
    case all
  }

  /// Which types to ask about.
  package var extent: Extent
  /// Whether to ask even where the state remembers the answer.
  package var ignoresCache: Bool
  /// Seconds for which an ACTIVE type is believed to stay as it is.
  var lifetime: Double

  /// Without a lifetime, a type is believed for ten minutes: from a plan to its apply.
  package init(_ extent: Extent, ignoresCache: Bool = false, lifetime: Double = 600) {
    self.extent = extent
    self.ignoresCache = ignoresCache
    self.lifetime = lifetime
  }
}
