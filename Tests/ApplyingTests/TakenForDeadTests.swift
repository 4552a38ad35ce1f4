import Foundation
import Journaling
import Model
import Simulation
import Testing

@testable import Applying

/// What a run does whose entries another run moves, since it takes it for dead: as for one that stood still for long, or
/// whose machine the other one cannot see.
@Suite("A run that another one takes for dead")
struct TakenForDeadTests {
  @Test("goes on with a request that the other run has found, and sends its messages")
  func found() async throws {
    let result = try await apply(losing: true) { journal, org, entry, now in
      let request = try #require(org.requests.first)
      try await journal.record(.adopted(request.id, request: request), of: entry.version, at: now)
    }
    #expect(result.run.isComplete && result.run.tally.adopted == 1 && result.run.tally.messaged == 1)
    #expect(result.org.requests.count == 1)
  }

  @Test("records the outcome of a call that the other run has marked as unknown")
  func unknown() async throws {
    let result = try await apply(losing: false) { journal, _, entry, now in
      try await journal.record(.ambiguous("its run died before the reply came"), of: entry.version, at: now)
    }
    #expect(result.run.isComplete && result.run.tally.adopted == 1 && result.run.tally.messaged == 1)
    #expect(result.org.requests.count == 1)
  }

  @Test("leaves a create that the other run has found to be absent to the next run")
  func absent() async throws {
    let result = try await apply(losing: true) { journal, _, entry, now in
      try await journal.record(.absent, of: entry.version, at: now)
    }
    #expect(result.run.stopReason == nil && result.run.tally.remaining == 2)
  }

  /// Applies one declaration with one message; `other` moves the entry of the create while its call is in flight, or, where
  /// the reply gets lost, before it is looked for.
  private func apply(
    losing: Bool,
    other: @escaping @Sendable (Journal, SimulatedOrg, JournalEntry, Date) async throws -> Void
  ) async throws -> (run: SimulatedRun.Result, org: SimulatedOrg) {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, faults: .init(lostAfter: losing ? 1 : 0), latency: 1...1)
    let journal = try Journal(StateStore())
    let run = SimulatedRun(time: time, org: org, journal: journal, count: 1, messages: 1)
    let result = await time.run {
      let applying = Task(executorPreference: time) { try await run.apply() }
      var entry: JournalEntry?
      while entry == nil {
        await time.sleep(until: time.now + .milliseconds(100))
        let entries = try? await journal.records.entriesAffectingPlan(orgURL: "https://org")
        entry = entries?.first { $0.state == (losing ? .ambiguous : .sent) }
      }
      org.calmDown()
      return await Result {
        if let entry { try await other(journal, org, entry, time.date(at: time.now)) }
        return try await applying.value
      }
    }
    return (try result.get(), org)
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
