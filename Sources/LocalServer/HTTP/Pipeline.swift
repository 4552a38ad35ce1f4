import Foundation
import HTTPTypes
import OktaWire

/// A call that may be handled: whose it is, and what its bucket said.
struct Work: Sendable {
  let operation: Operation
  let call: Call
  let caller: Caller
  /// When the call came, on the server's clock.
  let moment: Date
  /// `nil` where nothing is limited.
  let rate: RateAnswer?
}

/// The way of every call through the server: find its operation, authenticate, count, handle, answer.
struct Pipeline: Sendable {
  let ledger: Ledger
  let tokens: TokenHolders
  let faults: FaultPlan
  let hosts: TrustedHosts
  let now: @Sendable () -> Date
  let random: @Sendable () -> UInt64
  /// Waits, or returns early where the server ends.
  let sleep: @Sendable (Duration) async -> Void
  /// Told of errors that nobody foresaw, before they become a 500.
  let report: @Sendable (any Error) -> Void

  /// Nothing is handled twice and nothing is left undone after this: a fault that strikes after the work does so
  /// between `handle` and `finish`, one before it between the admission and `handle`.
  func answer(_ call: Call) async -> Reply {
    let moment = now()
    let operation: Operation
    switch Route.find(method: call.method, path: call.path) {
    case .operation(let found): operation = found
    case .wrongMethod(let allowed):
      return .whole(finish(refused(.wrongMethod(allowed: allowed)), rate: nil, at: moment))
    case .unknownPath: return .whole(finish(refused(.unknownPath), rate: nil, at: moment))
    }
    if hosts.refuses(call, of: operation) {
      return .whole(finish(refused(.untrustedHost), rate: nil, at: moment))
    }
    let authenticated = authenticate(call, for: operation, at: moment)
    let admission = ledger.admit(operation, of: try? authenticated.get(), at: moment)
    let rate = admission.rate
    if let rate, !rate.isAdmitted { return .whole(finish(refused(.throttled), rate: rate, at: moment)) }
    let caller: Caller
    switch authenticated {
    case .success(let known): caller = known
    case .failure(.noToken): return .whole(finish(refused(.unauthenticated), rate: rate, at: moment))
    case .failure(.challenged(let challenge)):
      return .whole(finish(challenge.answer(to: call, operation.access), rate: rate, at: moment))
    }
    let work = Work(operation: operation, call: call, caller: caller, moment: moment, rate: rate)
    if let fault = admission.fault { return await strike(fault, work) }
    return .whole(finish(await handle(work, fault: nil), rate: rate, at: moment))
  }

  private func authenticate(
    _ call: Call, for operation: Operation, at moment: Date
  ) -> Result<Caller, AuthenticationFailure> {
    operation.access == .anybody ? .success(.anybody) : tokens.caller(of: call, at: moment)
  }

  /// Does the work, where the caller's token was granted what it takes, and the user has the role for it.
  func handle(_ work: Work, fault: FaultKind?) async -> Answer {
    guard work.caller.mayUse(work.operation.access) else {
      return OAuthChallenge.insufficientScope.answer(to: work.call, work.operation.access)
    }
    let handling = Handling(
      ledger: ledger, tokens: tokens, call: work.call, caller: work.caller, moment: work.moment, random: random,
      faults: faults, fault: fault)
    do {
      let user = work.caller.user
      if work.operation.takesAdministrator, try await !ledger.read({ try $0.isAdministrator(user) }) {
        throw Refusal.missingRole
      }
      return try await handling.run(work.operation)
    } catch let refusal as Refusal {
      return refused(refusal)
    } catch {
      report(error)
      return refused(.unexpected)
    }
  }

  func refused(_ refusal: Refusal) -> Answer {
    let reply = refusal.reply(id: "oae" + token(length: 22))
    // Strings and arrays of strings always encode.
    return (try? Answer.json(reply.status, reply.body, headers: refusal.headers)) ?? Answer(status: reply.status)
  }

  /// Without `rate` the rate headers are left out, so that no client learns a limit that is none.
  func finish(_ answer: Answer, rate: RateAnswer?, at moment: Date) -> Answer {
    var answer = answer
    if answer.body != nil, !answer.headers.contains(where: { $0.name == .contentType }) {
      answer.headers.append(.init(name: .contentType, value: "application/json"))
    }
    answer.headers.append(.init(name: .date, value: HTTPDate.text(moment)))
    answer.headers.append(
      .init(name: .oktaRequestID, value: hexadecimal(random(), digits: 16) + hexadecimal(random(), digits: 16)))
    guard let rate else { return answer }
    answer.headers.append(.init(name: .rateLimit, value: String(rate.limit)))
    answer.headers.append(.init(name: .rateLimitRemaining, value: String(rate.remaining)))
    answer.headers.append(.init(name: .rateLimitReset, value: String(rate.reset)))
    return answer
  }

  /// Random letters, digits, `-` and `_`, in the manner of Okta's error ids.
  private func token(length: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    return String((0..<length).map { _ in letters[Int(random() & 63)] })
  }
}
