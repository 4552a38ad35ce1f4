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

  package init(_ extent: Extent, ignoresCache: Bool = false) {
    self.extent = extent
    self.ignoresCache = ignoresCache
  }
}
