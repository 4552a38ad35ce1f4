package import Planning
package import RequestModel

extension Resolution {
  /// The keys of all declarations, with the token's own user where they name none.
  package var keys: Set<RequestKey> {
    var keys: Set<RequestKey> = []
    keys.reserveCapacity(declarations.count)
    for declaration in declarations {
      var key = declaration.key
      key.requester = key.requester ?? ownUser
      keys.insert(key)
    }
    return keys
  }
}
