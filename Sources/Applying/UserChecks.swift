/// Which users a plan asks about that are named by their ids.
package enum UserChecks: Hashable, Sendable {
  /// None: ids are taken as written.
  case none
  /// Those of what would be created, unless the state remembers them.
  case new
  /// Those of what would be created, also where the state remembers them.
  case all
}
