import Foundation
import OktaAPI

/// The way of every call through the server: find its operation, authenticate, count, handle, answer.
struct Pipeline: Sendable {
  let ledger: Ledger
  let tokens: TokenHolders
  let now: @Sendable () -> Date
  let random: @Sendable () -> UInt64
  /// Told of errors that nobody foresaw, before they become a 500.
  let report: @Sendable (any Error) -> Void

  /// Nothing is handled twice and nothing is left undone after this: a fault that is to strike after the work,
  /// such as a lost reply, has its place between `handle` and `finish`; one before it, between `count` and `handle`.
  func answer(_ call: Call) async -> Answer {
    let moment = now()
    let operation: Operation
    switch Operation.find(method: call.method, path: call.path) {
    case .operation(let found): operation = found
    case .wrongMethod: return finish(refused(.wrongMethod), rate: nil, at: moment)
    case .unknownPath: return finish(refused(.unknownPath), rate: nil, at: moment)
    }
    let user = tokens.user(authorization: call.authorization)
    let rate = count(operation, of: user, at: moment)
    if let rate, !rate.isAdmitted { return finish(refused(.throttled), rate: rate, at: moment) }
    guard let user else { return finish(refused(.unauthenticated), rate: rate, at: moment) }
    let answer = await handle(operation, call, of: user, at: moment)
    return finish(answer, rate: rate, at: moment)
  }

  /// `nil` where nothing is limited: such replies leave the rate headers out, so that no client learns a limit
  /// that is none.
  private func count(_ operation: Operation, of user: String?, at moment: Date) -> RateAnswer? {
    operation.family.flatMap { family in
      ledger.count(family, of: user.map(BucketOwner.user) ?? .nobody, at: moment)
    }
  }

  private func handle(_ operation: Operation, _ call: Call, of user: String, at moment: Date) async -> Answer {
    let handling = Handling(ledger: ledger, tokens: tokens, call: call, user: user, now: moment, random: random)
    do {
      return try await handling.run(operation)
    } catch let refusal as Refusal {
      return refused(refusal)
    } catch {
      report(error)
      return refused(.unexpected)
    }
  }

  private func refused(_ refusal: Refusal) -> Answer {
    let reply = refusal.reply(id: "oae" + token(length: 22))
    // Strings and arrays of strings always encode.
    return (try? Answer.json(reply.status, reply.body)) ?? Answer(status: reply.status)
  }

  private func finish(_ answer: Answer, rate: RateAnswer?, at moment: Date) -> Answer {
    var answer = answer
    if answer.body != nil {
      answer.headers.append(.init(name: HeaderName.contentType, value: "application/json"))
    }
    answer.headers.append(.init(name: HeaderName.date, value: HTTPDate.text(moment)))
    answer.headers.append(
      .init(name: HeaderName.callID, value: hexadecimal(random(), digits: 16) + hexadecimal(random(), digits: 16)))
    guard let rate else { return answer }
    answer.headers.append(.init(name: HeaderName.rateLimit, value: String(rate.limit)))
    answer.headers.append(.init(name: HeaderName.rateRemaining, value: String(rate.remaining)))
    answer.headers.append(.init(name: HeaderName.rateReset, value: String(rate.reset)))
    return answer
  }

  /// Random letters, digits, `-` and `_`, in the manner of Okta's error ids.
  private func token(length: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    return String((0..<length).map { _ in letters[Int(random() & 63)] })
  }
}
