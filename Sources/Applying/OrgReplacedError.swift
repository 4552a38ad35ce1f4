package import Model

/// Another org answers at the address now: nothing that the state knows of the former one counts.
package struct OrgReplacedError: Error, Hashable, Sendable {
  /// The id of the org that answers.
  package var id: OrgID
}
