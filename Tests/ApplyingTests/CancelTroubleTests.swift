import Foundation
import Journaling
import Model
import Planning
import Simulation
import Testing
import Throttling

@testable import Applying

@Suite("Taking requests back from an org that does not do it, or does not show what it did")
struct CancelTroubleTests {
  private static let forbidden = ServiceFailure.forbidden(ServiceError(status: 403, summary: "not yours"))
  private static let broken = ServiceFailure.lost("500", ServiceError(status: 500, summary: "internal error"))

  /// Some requests that an apply has made, then `body`.
  private static func play<Value: Sendable>(
    _ count: Int, parallelism: Int = 3,
    _ body: @escaping @Sendable (SimulatedRun, SimulatedOrg, [RequestID]) async throws -> Value
  ) async throws -> Value {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    var run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: count)
    run.settings.parallelism = parallelism
    return try await time.run { [run] () async -> Result<Value, any Error> in
      do {
        _ = try await run.apply()
        return .success(try await body(run, org, org.requests.map(\.id)))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  // MARK: Comments

  @Test("an org that does not offer cancels gets no comment, however many calls are in flight")
  func noCommentWithoutOperation() async throws {
    let (result, org) = try await Self.play(20, parallelism: 10) { run, org, _ in
      org.disableCancels()
      return (try await run.cancel(comment: "sorry"), org)
    }
    guard case .cancelsNotOffered? = result.stopReason else {
      Issue.record("\(String(describing: result.stopReason))")
      return
    }
    #expect(org.messages.isEmpty && org.calls(.sendMessage) == 0 && org.calls(.cancelRequest) == 1)
    #expect(result.tally.remaining == 40)
  }

  @Test("the first cancel of a state goes before its comment, all others after it, and those of later runs as well")
  func order() async throws {
    let orders = try await Self.play(6) { run, org, ids in
      func order(_ result: SimulatedRun.CancelResult) -> [String] {
        result.events.compactMap { event -> String? in
          guard case .ended(let action, .done, let id?, _) = event else { return nil }
          return "\(action.verb.rawValue) \(ids.firstIndex(of: id) ?? -1)"
        }
      }
      var (first, second) = (run, run)
      first.declarations = Array(run.declarations[..<4])
      second.declarations = Array(run.declarations[4...])
      let results = [try await first.cancel(comment: "sorry"), try await second.cancel(comment: "sorry")]
      #expect(org.messages.count == 6 && org.messages.values.allSatisfy { $0 == ["sorry"] })
      return results.map(order)
    }
    #expect(orders[0].first == "cancel 0" && orders[0].count == 8)
    for (number, order) in [(1, orders[0]), (2, orders[0]), (3, orders[0]), (4, orders[1]), (5, orders[1])] {
      let (comment, cancel) = (order.firstIndex(of: "message \(number)"), order.firstIndex(of: "cancel \(number)"))
      #expect((comment ?? .max) < (cancel ?? -1), "\(order)")
    }
  }

  @Test("where the first cancel is refused as too late, its comment is not sent, and the others go as they should")
  func firstIsTooLate() async throws {
    let (result, org, ids) = try await Self.play(5) { run, org, ids in
      (try await run.cancel(comment: "sorry") { org.approve(ids[0]) }, org, ids)
    }
    #expect(result.tally.canceled == 4 && result.tally.rejected == 1 && result.tally.messaged == 4)
    #expect(Set(org.messages.keys) == Set(ids.dropFirst()))
  }

  @Test("where nothing shows that the org cancels, one request after the other is tried, and no comment goes before")
  func tryingOn() async throws {
    let (result, org, ids) = try await Self.play(4) { run, org, ids in
      org.lose { $0.id == ids[0] }
      org.failLooks(at: ids[1], with: Self.forbidden)
      org.failCancels(of: ids[1], with: .rejected(ServiceError(status: 404, code: "E0000007", summary: "not found")))
      return (try await run.cancel(comment: "sorry"), org, ids)
    }
    #expect(result.stopReason == nil && result.tally.canceled == 2, "\(result.tally)")
    #expect(org.messages == [ids[2]: ["sorry"], ids[3]: ["sorry"]])
  }

  // MARK: Refusals

  @Test("a request that the org neither cancels nor shows is rejected by itself, and the run goes on")
  func hiddenRefusal() async throws {
    let result = try await Self.play(5) { run, org, ids in
      org.failLooks(at: ids[0], with: Self.forbidden)
      org.failCancels(of: ids[0], with: .rejected(ServiceError(status: 404, code: "E0000007", summary: "not found")))
      return try await run.cancel()
    }
    #expect(result.stopReason == nil && result.tally.canceled == 4 && result.tally.rejected == 1)
  }

  @Test("a refusal that speaks of the request type's state rejects one cancel, not all of that type")
  func typeState() async throws {
    let result = try await Self.play(8, parallelism: 1) { run, org, ids in
      let cause = ServiceError.Cause(summary: "must be ACTIVE", reason: "REQUEST_TYPE_STATE")
      org.failCancels(of: ids[0], with: .rejected(ServiceError(status: 409, summary: "conflict", causes: [cause])))
      return try await run.cancel()
    }
    #expect(result.tally.canceled == 7 && result.tally.rejected == 1)
  }

  @Test("a cancel that came too late is rejected, also where another run has taken this one for dead")
  func takenForDead() async throws {
    let states = try await Self.play(1) { run, org, ids in
      org.approve(ids[0])
      let entry = NewEntry(
        kind: .cancel, name: nil, key: run.declarations[0].key, place: run.declarations[0].place, requestID: ids[0])
      let now = run.time.date(at: run.time.now)
      let row = JournalRun(
        id: RunID("r"), orgURL: "https://org", planDigest: "", startedAt: now, host: "here", processID: 1)
      let version = try await run.journal.begin(row, entries: [entry])[0]
      let sent = try await run.journal.record(.intent(requestID: ids[0], deadline: now + 70), of: version, at: now)
      _ = try await run.journal.record(.ambiguous("its run died"), of: sent, at: now)
      let action = PlannedAction(verb: .cancel, declaration: run.declarations[0], existing: org.requests[0], reason: "")
      var item = WorkItem(entry: sent, action: action, requestID: ids[0])
      let limiter = RateLimiter(settings: run.settings, time: run.time.timeSource)
      let recorder = EntryRecorder(journal: run.journal, stop: StopSignal(limiter: limiter))
      _ = await recorder.record(.rejected("too late"), of: &item, at: now)
      return try await run.journal.records.entries(of: RunID("r")).map(\.state)
    }
    #expect(states == [.rejected])
  }

  // MARK: What stays unknown

  @Test("one request that cannot be retrieved keeps no other cancel of unknown outcome from being settled")
  func unreadable() async throws {
    let results = try await Self.play(4) { run, org, ids in
      for id in ids { org.failLooks(at: id, with: Self.broken) }
      org.failCancels(of: ids[0], with: .lost("connection closed", nil))
      org.setFaults(SimulatedOrg.Faults(lostAfter: 1))
      let lost = try? await run.cancel()
      org.setFaults(SimulatedOrg.Faults())
      for id in ids.dropFirst() { org.failLooks(at: id, with: nil) }
      let most = try await run.cancel()
      org.forgetFailures()
      return (lost, most, try await run.cancel(), org.calls(.cancelRequest))
    }
    #expect(results.0?.tally.canceled == 0)
    let recovered = results.1.events.count { if case .ended(_, .done, _, _) = $0 { true } else { false } }
    #expect(recovered == 3, "\(results.1.events)")
    #expect(results.1.plan.actions.filter(\.mayBeDone).map(\.verb) == [.blocked] && !results.1.plan.hasChanges)
    #expect(results.2.isComplete && results.3 == 5)
  }

  @Test("a cancel whose request the org does not show stays unknown, until its list shows what became of it")
  func hidden() async throws {
    let results = try await Self.play(2) { run, org, ids in
      org.failLooks(at: ids[0], with: Self.forbidden)
      org.failCancels(of: ids[0], with: .lost("connection closed", nil))
      let first = try await run.cancel()
      let second = try await run.cancel()
      org.forgetFailures()
      org.failLooks(at: ids[0], with: Self.forbidden)
      org.cancel(ids[0])
      return (first, second, try await run.cancel(), try await run.journal.records.ambiguousEntries())
    }
    #expect(results.0.tally.ambiguous == 1 && results.0.tally.canceled == 1)
    let blocked = results.1.plan.actions.filter { $0.verb == .blocked }
    #expect(blocked.count == 1 && blocked[0].mayBeDone && results.1.leftToOthers == 0)
    #expect(results.2.isComplete && results.3.isEmpty)
  }
}
