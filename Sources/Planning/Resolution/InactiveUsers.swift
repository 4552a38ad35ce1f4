package import RequestModel

/// What would be created for named users of whom the org takes no requests: each is told at its place. Pure.
///
/// A request that exists already stays as it is, whatever became of the user.
package struct InactiveUsers: Sendable {
  /// Why the requests cannot be created, by their keys: one line each.
  package private(set) var obstacles: [RequestKey: String] = [:]
  /// In the order of the manifests, each once.
  package private(set) var diagnostics: [Diagnostic] = []

  /// `keyToCreate` gives the key of what would be created, `nil` for what exists.
  package init(_ resolved: Resolution, keyToCreate: (RequestDeclaration) -> RequestKey?) {
    var told: Set<Diagnostic> = []
    for position in resolved.inactive {
      let declaration = resolved.declarations[position.declaration]
      guard let key = keyToCreate(declaration) else { continue }
      let reason = "\(position.user.login) is \(position.user.status): nothing can be requested for such a user"
      obstacles[key] = reason
      let finding = Diagnostic(
        code: ResolutionCode.inactiveUser.rawValue, message: reason, file: declaration.place.file,
        range: position.range,
        hint: "leave the user out, or activate the account")
      if told.insert(finding).inserted { diagnostics.append(finding) }
    }
  }
}
