import HTTPTypes
import Foundation
import OktaWire

/// How each fault shows on the wire.
extension Pipeline {
  /// Responds to an admitted call with a fault. What the call does is committed before the fault shows.
  func inject(_ fault: FaultKind, into handler: OperationHandler) async -> WireAction {
    switch fault {
    case .closedBefore:
      // Read to its end: closing a socket with unread bytes resets the connection.
      _ = try? await handler.call.body(OperationHandler.bodyLimit)
      return .close
    case .error500Before: return finish(response(to: .unexpected), handler)
    case .error503Before: return finish(response(to: .unavailable), handler)
    case .error403Before, .error409Before, .loginPage:
      // A gateway reads calls that it does not forward.
      _ = try? await handler.call.body(OperationHandler.bodyLimit)
      return .send(.gatewayPage(fault, at: handler.received))
    case .windowLimit: return throttle(handler, handler.exhaustedWindow)
    case .concurrencyLimit: return throttle(handler, handler.concurrencyLimited)
    default: break
    }
    let response = await run(handler)
    switch fault {
    case .replyLost: return .close
    case .error500After: return finish(self.response(to: .unexpected), handler)
    case .error502After, .error403After, .error409After: return .send(.gatewayPage(fault, at: handler.received))
    case .truncated: return .truncate(finish(response, rate: handler.rate, at: handler.received))
    case .delay:
      await sleep(faults.delay)
      return .send(finish(response, rate: handler.rate, at: now()))
    case _ where fault.affectsCreates && response.status != 201, .foreignNext where !response.hasNextPage:
      ledger.revert(fault)
      return finish(response, handler)
    default: return finish(response, handler)
    }
  }

  private func finish(_ response: ServerResponse, _ handler: OperationHandler) -> WireAction {
    .send(finish(response, rate: handler.rate, at: handler.received))
  }

  private func throttle(_ handler: OperationHandler, _ rate: RateLimitDecision) -> WireAction {
    .send(finish(response(to: .throttled), rate: rate, at: handler.received))
  }
}

extension OperationHandler {
  /// The state of its bucket after other clients have used the window up; without a limit, a window that ends soon.
  fileprivate var exhaustedWindow: RateLimitDecision {
    RateLimitDecision(
      isAdmitted: false, limit: rate?.limit ?? 60, remaining: 0,
      reset: rate?.reset ?? Int(received.timeIntervalSince1970) + 2)
  }

  /// Limit and remaining 0; the reset is later than any window's end, and means nothing (reports on Okta's SDKs: "Retry
  /// request in 114.0 seconds", while a call is possible in less than one).
  fileprivate var concurrencyLimited: RateLimitDecision {
    RateLimitDecision(isAdmitted: false, limit: 0, remaining: 0, reset: Int(received.timeIntervalSince1970) + 114)
  }
}

extension ServerResponse {
  /// A page of a gateway or a proxy, without Okta's headers, which it does not know.
  fileprivate static func gatewayPage(_ fault: FaultKind, at moment: Date) -> ServerResponse {
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
    return ServerResponse(
      status: status,
      headers: [
        Header(name: .contentType, value: "text/html"),
        Header(name: .date, value: HTTPDate.text(moment)),
      ], body: Data(page.utf8))
  }

  /// Whether it is a page that links to a next one.
  fileprivate var hasNextPage: Bool {
    headers.contains { $0.name == .link && $0.value.hasSuffix("rel=\"next\"") }
  }
}
