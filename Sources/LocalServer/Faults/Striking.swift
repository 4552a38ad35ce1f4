import Foundation
import HTTPTypes
import OktaWire

/// How each fault shows on the wire.
extension Pipeline {
  /// Answers an admitted call that a fault strikes. What is done is committed before the fault shows.
  func strike(_ fault: FaultKind, _ work: Work) async -> Reply {
    switch fault {
    case .closedBefore:
      // Read to its end: a socket that closes over unread bytes resets the connection.
      _ = try? await work.call.body(Handling.bodyLimit)
      return .nothing
    case .error500Before: return finish(refused(.unexpected), work)
    case .error503Before: return finish(refused(.unavailable), work)
    case .error403Before, .error409Before, .loginPage:
      // A gateway reads what it does not pass on.
      _ = try? await work.call.body(Handling.bodyLimit)
      return .whole(.gatewayPage(fault, at: work.moment))
    case .windowLimit: return .whole(finish(refused(.throttled), rate: work.spentWindow, at: work.moment))
    case .concurrencyLimit: return .whole(finish(refused(.throttled), rate: work.crowd, at: work.moment))
    default: break
    }
    let answer = await handle(work, fault: fault)
    switch fault {
    case .replyLost: return .nothing
    case .error500After: return finish(refused(.unexpected), work)
    case .error502After, .error403After, .error409After: return .whole(.gatewayPage(fault, at: work.moment))
    case .truncated: return .cutShort(finish(answer, rate: work.rate, at: work.moment))
    case .delay:
      await sleep(faults.delay)
      return .whole(finish(answer, rate: work.rate, at: now()))
    case _ where fault.isOfCreates && answer.status != 201, .foreignNext where !answer.showsNextPage:
      ledger.takeBack(fault)
      return finish(answer, work)
    default: return finish(answer, work)
    }
  }

  private func finish(_ answer: Answer, _ work: Work) -> Reply {
    .whole(finish(answer, rate: work.rate, at: work.moment))
  }
}

extension Work {
  /// What its bucket says where others have used the window up; without a limit, a window that ends soon.
  fileprivate var spentWindow: RateAnswer {
    RateAnswer(
      isAdmitted: false, limit: rate?.limit ?? 60, remaining: 0,
      reset: rate?.reset ?? Int(moment.timeIntervalSince1970) + 2)
  }

  /// Limit and remaining 0; the reset is further ahead than any window's end, and means nothing (reports on Okta's
  /// SDKs: "Retry request in 114.0 seconds", while places are free in less than one).
  fileprivate var crowd: RateAnswer {
    RateAnswer(isAdmitted: false, limit: 0, remaining: 0, reset: Int(moment.timeIntervalSince1970) + 114)
  }
}

extension Answer {
  /// A gateway's or a proxy's page: none of Okta's headers, since it knows of none.
  fileprivate static func gatewayPage(_ fault: FaultKind, at moment: Date) -> Answer {
    let (status, title) =
      switch fault {
      case .error403Before, .error403After: (403, "403 Forbidden")
      case .error409Before, .error409After: (409, "409 Conflict")
      case .loginPage: (200, "Sign in")
      default: (502, "502 Bad Gateway")
      }
    let page = """
      <html>\r
      <head><title>\(title)</title></head>\r
      <body>\r
      <center><h1>\(title)</h1></center>\r
      </body>\r
      </html>\r

      """
    return Answer(
      status: status,
      headers: [
        Header(name: .contentType, value: "text/html"),
        Header(name: .date, value: HTTPDate.text(moment)),
      ], body: Data(page.utf8))
  }

  /// Whether it is a page with another behind it.
  fileprivate var showsNextPage: Bool {
    headers.contains { $0.name == .link && $0.value.hasSuffix("rel=\"next\"") }
  }
}
