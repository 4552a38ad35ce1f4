package import RequestModel

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

/// The request types that a set uses.
package struct UsedTypes: Hashable, Sendable {
  /// Those of what would be created.
  package var toCreate: Set<RequestTypeID>
  /// Those whose fields are named by prompts.
  package var byPrompt: Set<RequestTypeID>

  package init(toCreate: Set<RequestTypeID>, byPrompt: Set<RequestTypeID>) {
    self.toCreate = toCreate
    self.byPrompt = byPrompt
  }
}
