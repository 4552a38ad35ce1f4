import OrderedCollections
package import Model

/// Reads under the rate limit: each call waits for a permit, and is retried while that may help.
package struct ThrottledReader<Service: RequestService>: Sendable {
  /// Makes the calls.
  package let service: Service
  /// Grants a permit for each call.
  package let limiter: RateLimiter
  /// Decides what follows a failed call.
  package let policy: RetryPolicy
  /// The clock that waits are measured by.
  package let time: TimeSource
  /// From 0 up to 1.
  package let random: @Sendable () -> Double
  /// What its calls wait for; the writes of a run report there as well.
  package let retries = RetryWatch()

  package init(
    service: Service, limiter: RateLimiter, policy: RetryPolicy, time: TimeSource,
    random: @escaping @Sendable () -> Double
  ) {
    self.service = service
    self.limiter = limiter
    self.policy = policy
    self.time = time
    self.random = random
  }

  /// One existing request with its field values.
  package func retrieveRequest(
    _ id: RequestID, notBefore: Duration = .zero
  ) async throws(ReadFailure) -> ExistingRequest {
    try await read(.retrieveRequest, notBefore: notBefore) { () async throws(ServiceFailure) in
      try await service.retrieveRequest(id)
    }.value
  }

  /// One request type with its fields.
  package func retrieveRequestType(_ id: RequestTypeID) async throws(ReadFailure) -> RequestType {
    try await read(.retrieveRequestType) { () async throws(ServiceFailure) in
      try await service.retrieveRequestType(id)
    }.value
  }

  /// Every request type, without its fields, each once, in the org's order.
  package func requestTypes() async throws(ReadFailure) -> [RequestType] {
    var found: OrderedDictionary<RequestTypeID, RequestType> = [:]
    try await followPages(restartingAfter: \.isVanishedCursor) { link async throws(ReadFailure) in
      let page = try await read(.listRequestTypes) { () async throws(ServiceFailure) in
        try await service.listRequestTypes(next: link)
      }.value
      for type in page.types { found[type.id] = type }
      return FollowedPage(next: page.next, items: page.types.map(\.id))
    }
    return Array(found.values)
  }

  /// The user whose token is in use.
  package func currentUser() async throws(ReadFailure) -> UserID {
    try await read(.currentUser) { () async throws(ServiceFailure) in try await service.currentUser() }.value
  }

  /// Tried once: what hangs on it can do without.
  package func organization() async throws(ReadFailure) -> OrgID {
    let once = ThrottledReader(
      service: service, limiter: limiter, policy: RetryPolicy(attempts: 1, throttledAttempts: 1), time: time,
      random: random)
    return try await once.read(.organization) { () async throws(ServiceFailure) in
      try await service.organization()
    }.value
  }

  /// One page of existing requests, read not before a moment on the time source's clock, and the org's clock then.
  package func listPage(
    _ query: RequestQuery, notBefore: Duration = .zero
  ) async throws(ReadFailure) -> ReadReply<RequestPage> {
    try await read(.listRequests, notBefore: notBefore) { () async throws(ServiceFailure) in
      try await service.listRequests(query)
    }
  }

  /// One read: waits for a permit, calls, and retries as the policy says. A stop ends it wherever it is.
  func read<Value: Sendable>(
    _ family: CallFamily, notBefore: Duration = .zero,
    _ call: @escaping @Sendable () async throws(ServiceFailure) -> Reply<Value>
  ) async throws(ReadFailure) -> ReadReply<Value> {
    var tries = ThrottledCall(self, family, effect: .read, notBefore: notBefore)
    while true {
      let permit = try await acquirePermit(for: tries)
      switch await untilStopped(call) {
      case .success(let reply):
        let clock = reply.date.map { OrgClock(date: $0, sent: permit.granted, received: time.now()) }
        await tries.answered(reply.rate, to: permit)
        return ReadReply(value: reply.value, clock: clock)
      case .failure(let failure):
        switch await tries.failed(failure, with: permit) {
        case .retry: continue
        case .renewCredentials: guard try await renewCredentials() else { throw .service(failure) }
        case .giveUp, .lookFirst: throw .service(failure)
        }
      case nil:
        await tries.notSent(permit)
        throw await stopped()
      }
    }
  }

  private func acquirePermit(for tries: ThrottledCall<Service>) async throws(ReadFailure) -> Permit {
    do throws(RateLimiter.Stopped) {
      return try await tries.permit()
    } catch {
      throw await stopped()
    }
  }

  /// Where the limiter stopped by itself, the failures are the reason.
  private func stopped() async -> ReadFailure {
    guard await limiter.broken != nil, let retry = retries.retry else { return .stopped }
    return .service(retry.failure)
  }

  /// The outcome of a call; `nil` where a stop came first. A read leaves nothing in the org, so that nothing is lost.
  private func untilStopped<Value: Sendable>(
    _ call: @escaping @Sendable () async throws(ServiceFailure) -> Value
  ) async -> Result<Value, ServiceFailure>? {
    await withTaskGroup(of: Result<Value, ServiceFailure>?.self) { group in
      group.addTask {
        do throws(ServiceFailure) { return .success(try await call()) } catch { return .failure(error) }
      }
      group.addTask {
        await limiter.stopFlag.wait()
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }

  private func renewCredentials() async throws(ReadFailure) -> Bool {
    let service = service
    switch await untilStopped({ () async throws(ServiceFailure) in try await service.renewCredentials() }) {
    case .success(let areNew): return areNew
    case .failure(let failure): throw .service(failure)
    case nil: throw await stopped()
    }
  }
}
