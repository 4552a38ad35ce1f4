package import Planning
package import Model

extension Resolution {
  /// The keys of all declarations, with the token's own user where they name none.
  package var keys: Set<RequestKey> {
    Set(
      declarations.lazy.map { declaration in
        var key = declaration.key
        key.requester = key.requester ?? ownUser
        return key
      })
  }
}
