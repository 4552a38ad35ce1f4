/// Groups by their name (core API, `GET /api/v1/groups`).
package enum GroupQuery: Hashable, Sendable {
  /// Those with this name; the org's index may not know the youngest ones.
  case named(String)
  /// Those whose name begins so, at most some hundred.
  case beginning(String)
}
