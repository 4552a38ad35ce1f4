package import RequestModel

/// Holds the credentials in use: read once for all callers, and again only when the org refused them.
package actor CredentialKeeper {
  private let source: CredentialSource
  private var current: Credentials?
  /// The credentials that the org last answered with 401.
  private var refused: Credentials?
  private var reading: Task<Result<Credentials, ServiceFailure>, Never>?

  package init(_ source: CredentialSource) {
    self.source = source
  }

  /// The credentials to send with the next call.
  package func credentials() async throws(ServiceFailure) -> Credentials {
    if let current { return current }
    return try await read()
  }

  /// Takes note of a 401, so that only the first of many callers reads the source again.
  package func note(refused credentials: Credentials) {
    refused = credentials
  }

  /// Whether there are credentials other than the refused ones to try.
  package func renew() async throws(ServiceFailure) -> Bool {
    if let current, let refused, current != refused { return true }
    guard source.canRenew else { return false }
    let before = current
    return try await read() != before
  }

  private func read() async throws(ServiceFailure) -> Credentials {
    let task =
      reading
      ?? Task { [source] in
        await Result { () async throws(ServiceFailure) in try await source.read() }
      }
    reading = task
    let result = await task.value
    reading = nil
    let credentials = try result.get()
    current = credentials
    return credentials
  }
}

extension Result where Success: Sendable {
  fileprivate init(_ body: () async throws(Failure) -> Success) async {
    do throws(Failure) {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
