import Foundation
import Model
import Synchronization
import Testing

@testable import Journaling

@Suite("A state whose server goes away")
struct ReconnectionTests {
  private static let away = JournalError.database(.unreachable("refused"), location: "there")
  private static let intent = EntryTransition.intent(requestID: nil, deadline: Date())

  /// What a person reads.
  private final class Notices: Sendable {
    private let list = Mutex<[StateNotice]>([])
    var all: [StateNotice] { list.withLock { $0 } }
    func add(_ notice: StateNotice) { list.withLock { $0.append(notice) } }
  }

  private static func error(_ body: () async throws -> Void) async -> JournalError? {
    do {
      try await body()
      return nil
    } catch {
      return error as? JournalError
    }
  }

  @Test("a move is recorded once, whether it or its reply is lost", arguments: ScriptedServer.Misfortune.allCases)
  func lostMoves(_ misfortune: ScriptedServer.Misfortune) async throws {
    let server = try await ScriptedServer()
    let journal = Journal(try await server.state())
    var entry = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    if misfortune != .unsafe { server.suffer(misfortune, misfortune) }
    entry = try await journal.record(Self.intent, of: entry, at: Date())
    server.suffer(misfortune)
    let request = ExistingRequest(
      id: RequestID("61eb"), requestTypeID: JournalTests.entry.key.requestTypeID,
      requester: JournalTests.entry.key.requester, subject: JournalTests.entry.key.subject, status: "OPEN",
      created: Date(), lastUpdated: Date())
    entry = try await journal.record(.created(request), of: entry, at: Date())
    let stored = try #require(try await journal.records.entry(entry.id))
    #expect(stored.version == entry && stored.requestID == request.id && stored.attempts == 1)
  }

  @Test("a run begins once, whether its entries or the reply are lost", arguments: ScriptedServer.Misfortune.allCases)
  func lostBeginning(_ misfortune: ScriptedServer.Misfortune) async throws {
    let server = try await ScriptedServer()
    let journal = Journal(try await server.state())
    server.suffer(misfortune, misfortune)
    let entries = JournalTests.entries(5)
    let ids = try await journal.begin(JournalTests.run, entries: entries).map(\.id)
    let stored = try await journal.records.entries(of: JournalTests.run.id)
    #expect(stored.map(\.id) == ids && stored.map(\.key) == entries.map(\.key))
  }

  @Test("moves of many callers wait for one reconnection, and each is recorded")
  func manyCallers() async throws {
    let server = try await ScriptedServer()
    let journal = Journal(try await server.state())
    let entries = try await journal.begin(JournalTests.run, entries: JournalTests.entries(50))
    server.suffer(.lostRequest)
    server.fail([Self.away, Self.away])
    let before = server.connects
    try await withThrowingTaskGroup(of: Void.self) { group in
      for entry in entries { group.addTask { try await journal.record(Self.intent, of: entry, at: Date()) } }
      try await group.waitForAll()
    }
    #expect(server.connects == before + 3)
    #expect(try await journal.records.counts(of: JournalTests.run.id) == [.sent: 50])
  }

  @Test("an intent that no standby confirmed is not to be sent, and stays to be looked up")
  func unsafeIntent() async throws {
    let server = try await ScriptedServer()
    let journal = Journal(try await server.state())
    let entry = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    server.suffer(.unsafe)
    let error = await Self.error { try await journal.record(Self.intent, of: entry, at: Date()) }
    guard case .database(.notReplicated, _) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(try await journal.records.entry(entry.id)?.state == .sent)
  }

  @Test("an outcome that no standby confirmed is recorded, with a warning")
  func unsafeOutcome() async throws {
    let (server, notices) = (try await ScriptedServer(), Notices())
    let journal = Journal(try await server.state(Reconnection { notices.add($0) }))
    var entry = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    entry = try await journal.record(Self.intent, of: entry, at: Date())
    server.suffer(.unsafe)
    entry = try await journal.record(.rejected("no"), of: entry, at: Date())
    #expect(try await journal.records.entry(entry.id)?.version == entry)
    #expect(notices.all == [.notReplicated(location: "there", reason: "canceled")])
  }

  @Test("a server that is away for too long is given up, and not asked again")
  func givenUp() async throws {
    let server = try await ScriptedServer()
    let state = try await server.state(Reconnection(timeout: .milliseconds(300)))
    server.suffer(.lost)
    server.fail(Array(repeating: Self.away, count: 1000))
    for _ in 1...2 {
      let error = await Self.error { try await Journal(state).markDeadRuns(at: Date()) }
      let begun = await Self.error { _ = try await Journal(state).begin(JournalTests.run, entries: []) }
      guard case .database(.away("refused", _), _) = begun else {
        Issue.record("\(begun as Any)")
        return
      }
      #expect(error == nil || error == begun)
    }
    #expect(server.connects < 20)
    #expect(state.outage == nil)
  }

  @Test("a stop ends the wait for a server")
  func stopped() async throws {
    let server = try await ScriptedServer()
    let reconnection = Reconnection(timeout: .seconds(600))
    let state = try await server.state(reconnection)
    server.suffer(.lost)
    server.fail(Array(repeating: Self.away, count: 10_000))
    let begun = Task {
      await Self.error { _ = try await Journal(state).begin(JournalTests.run, entries: []) }
    }
    while state.outage?.reason != "refused" { try await Task.sleep(for: .milliseconds(5)) }
    reconnection.stop()
    guard case .database(.away("refused", _), _) = await begun.value else {
      Issue.record("it did not end")
      return
    }
  }

  @Test("a longer outage is reported once, with why and for how long it is tried, and so is its end")
  func notices() async throws {
    let (server, notices) = (try await ScriptedServer(), Notices())
    let state = try await server.state(Reconnection { notices.add($0) })
    server.suffer(.lost)
    server.fail(Array(repeating: Self.away, count: 6))
    _ = try await Journal(state).begin(JournalTests.run, entries: [])
    guard notices.all.count == 2, case .away("there", _, "refused", let left) = notices.all[0],
      case .back("there", _) = notices.all[1]
    else {
      Issue.record("\(notices.all)")
      return
    }
    #expect(left < .seconds(60) && left > .seconds(10))
  }

  @Test("a copy of the server is refused, when a state is opened and when a connection is made again")
  func anotherServer() async throws {
    let server = try await ScriptedServer()
    let state = try await server.state()
    server.replace(by: PostgresServer(systemIdentifier: 8, timeline: 1))
    server.suffer(.lost)
    let refusal = JournalError.database(.anotherServer, location: "there")
    #expect(await Self.error { _ = try await Journal(state).begin(JournalTests.run, entries: []) } == refusal)
    #expect(await Self.error { _ = try await server.state() } == refusal)
  }

  @Test("a role that may not see which server it is on may use the state")
  func unknownServer() async throws {
    let server = try await ScriptedServer()
    _ = try await server.state()
    server.replace(by: PostgresServer(systemIdentifier: nil, timeline: nil))
    let state = try await server.state()
    #expect(state.history?.change == nil)
    _ = try await Journal(state).begin(JournalTests.run, entries: [])
  }

  @Test("after a failover no intent is recorded until that is waited for, in this process and in those that begin then")
  func failover() async throws {
    let server = try await ScriptedServer()
    let journal = Journal(try await server.state())
    let entry = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    server.suffer(.lost)
    server.replace(by: PostgresServer(systemIdentifier: 7, timeline: 2))
    let error = await Self.error { try await journal.record(Self.intent, of: entry, at: Date()) }
    // It was recorded on the other server, and taken back.
    let back = EntryVersion(id: entry.id, state: .planned, attempts: 1)
    #expect(error == .postponed(back))
    #expect(await Self.error { try await journal.record(Self.intent, of: back, at: Date()) } == .postponed(back))
    try await journal.expectOwnEntries()
    let other = try await server.state()
    let change = try #require(journal.state.history?.change)
    #expect(other.history?.change?.since == change.since)
    journal.state.history?.settle(change)
    try await journal.record(Self.intent, of: back, at: Date())
  }

  @Test("entries that a failover has set back are noticed", arguments: [0, 1, 2])
  func wentBack(moves: Int) async throws {
    let server = try await ScriptedServer()
    let old = try await ScriptedServer()
    let journal = Journal(try await server.state())
    var entry = try await journal.begin(JournalTests.run, entries: [JournalTests.entry])[0]
    if moves > 0 {
      // The other server has what was recorded before.
      _ = try await Journal(try await old.state()).begin(JournalTests.run, entries: [JournalTests.entry])
      for move in [Self.intent, .rejected("no")].prefix(moves) {
        entry = try await journal.record(move, of: entry, at: Date())
      }
    }
    try await journal.expectOwnEntries()
    server.replace(by: ScriptedServer.first, old)
    let wentBack = JournalError.database(.wentBack, location: "there")
    #expect(await Self.error { try await journal.expectOwnEntries() } == wentBack)
    guard moves == 1 else { return }
    #expect(await Self.error { try await journal.record(.rejected("no"), of: entry, at: Date()) } == wentBack)
  }
}
