package import Model

/// Credentials as their source gave them.
package struct FetchedCredentials: Sendable {
  /// What to send.
  package var credentials: Credentials
  /// How long they can be used from now on; `nil` where the source does not say.
  package var lifetime: Duration?

  package init(_ credentials: Credentials, lifetime: Duration?) {
    self.credentials = credentials
    self.lifetime = lifetime
  }
}

/// Holds the credentials in use: read once for all callers, and again only when the org refused them or they are about to
/// expire.
package actor CredentialKeeper {
  private let canRenew: Bool
  private let elapsed: @Sendable () -> Duration
  private let source: @Sendable () async throws(ServiceFailure) -> FetchedCredentials
  private var current: Credentials?
  /// When the current ones are to be renewed, and when they end.
  private var life: (staleFrom: Duration, end: Duration)?
  /// The credentials that the org last answered with 401.
  private var refused: Credentials?
  private var read: (number: Int, task: Task<Void, Never>)?
  /// Those who wait for the read in progress, by the number that each got.
  private var waiters: [Int: AsyncStream<Result<Credentials, ServiceFailure>>.Continuation] = [:]
  private var lastNumber = 0

  /// `read` reads the source each time; `elapsed` is a clock that never goes back.
  package init(
    canRenew: Bool, elapsed: @escaping @Sendable () -> Duration,
    read: @escaping @Sendable () async throws(ServiceFailure) -> FetchedCredentials
  ) {
    self.canRenew = canRenew
    self.elapsed = elapsed
    source = read
  }

  /// Keeps what a source gives without a lifetime.
  package init(_ source: CredentialSource) {
    self.init(canRenew: source.canRenew, elapsed: { .zero }) { () async throws(ServiceFailure) in
      FetchedCredentials(try await source.read(), lifetime: nil)
    }
  }

  /// The credentials to send with the next call.
  package func credentials() async throws(ServiceFailure) -> Credentials {
    guard let current else { return try await readOnce() }
    guard let life, elapsed() >= life.staleFrom else { return current }
    do throws(ServiceFailure) {
      return try await readOnce()
    } catch {
      // What may pass can wait while the token is still good.
      if case .noCredentials = error { throw error }
      guard elapsed() < life.end, current != refused else { throw error }
      return current
    }
  }

  /// Takes note of a 401, so that only the first of many callers reads the source again.
  package func note(refused credentials: Credentials) {
    refused = credentials
  }

  /// Reads the source again where it may give something newer. `false` where there are no credentials other than the
  /// refused ones to try.
  package func renew() async throws(ServiceFailure) -> Bool {
    if let current, let refused, current != refused { return true }
    guard canRenew else { return false }
    let before = current
    return try await readOnce() != before
  }

  /// All who ask while the source is being read get what it gives. A caller that is canceled waits no longer; the read
  /// goes on for the others, and is canceled with the last one.
  private func readOnce() async throws(ServiceFailure) -> Credentials {
    let (outcomes, outcome) = AsyncStream<Result<Credentials, ServiceFailure>>.makeStream()
    let number = nextNumber()
    waiters[number] = outcome
    if read == nil { startRead() }
    for await outcome in outcomes { return try outcome.get() }
    waiters[number] = nil
    if waiters.isEmpty {
      read?.task.cancel()
      read = nil
    }
    throw .noCredentials("the wait for them was canceled")
  }

  private func startRead() {
    let number = nextNumber()
    read = (number, Task { await self.readForAll(number) })
  }

  private func nextNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  private func readForAll(_ number: Int) async {
    let outcome = await readSource()
    // One that was canceled has no one to answer.
    guard read?.number == number else { return }
    read = nil
    for waiter in waiters.values {
      waiter.yield(outcome)
      waiter.finish()
    }
    waiters = [:]
  }

  private func readSource() async -> Result<Credentials, ServiceFailure> {
    do throws(ServiceFailure) {
      let fetched = try await source()
      current = fetched.credentials
      let now = elapsed()
      life = fetched.lifetime.map { (now + $0 - Self.margin(of: $0), now + $0) }
      return .success(fetched.credentials)
    } catch {
      return .failure(error)
    }
  }

  /// How long before its end a token is renewed: five minutes, or a tenth of a short life.
  private static func margin(of lifetime: Duration) -> Duration { min(.seconds(300), lifetime / 10) }
}
