import Simulation
import Synchronization

@testable import Journaling

/// A state whose database has every misfortune that one on a server may have, drawn from a seed.
final class LossyStore: Sendable {
  /// What can befall one transaction.
  enum Misfortune: CaseIterable, Sendable {
    /// The connection is lost before it is done.
    case lostBefore
    /// It is done, and the connection is lost before the reply.
    case lostAfter
    /// It is not done, and the database cannot be used.
    case unusable
    /// It is done, and perhaps on no standby.
    case unsafe
    /// The connection is lost, and the database is as it was some moments ago. Connections from before are of no use any
    /// more.
    case goesBack
  }

  private struct State {
    var store: StateStore
    /// As it was at some moments.
    var past: [StateStore] = []
    /// How often it went back.
    var returns = 0
    var lastReturn: Duration?
    var odds: [Misfortune: Double]
  }

  /// Of so many writes, one is a moment to which the database may go back.
  private static let rememberedWrites = 5.0
  /// So many moments are known.
  private static let maximumPast = 4

  private let state: Mutex<State>
  private let random: SharedRandom
  private let now: @Sendable () -> Duration

  init(_ store: StateStore, odds: [Misfortune: Double], seed: UInt64, now: @escaping @Sendable () -> Duration) {
    state = Mutex(State(store: store, odds: odds))
    random = SharedRandom(seed: seed)
    self.now = now
  }

  /// As it is now, without misfortunes.
  var current: StateStore { state.withLock(\.store) }
  /// When it went back the last time.
  var lastReturn: Duration? { state.withLock(\.lastReturn) }

  /// No misfortune any more.
  func calmDown() { state.withLock { $0.odds = [:] } }

  func replace(by store: StateStore) { state.withLock { ($0.store, $0.past) = (store, []) } }

  /// A connection of its own, as a process has it.
  func connection() -> some StateDatabase {
    Connection(store: self, returns: state.withLock(\.returns))
  }

  private struct Connection: StateDatabase {
    let store: LossyStore
    let returns: Int

    func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
      try await store.run(transaction, returns: returns)
    }
  }

  private func run(_ transaction: [SQLStatement], returns: Int) async throws(StateFailure) -> [[SQLRow]] {
    guard state.withLock(\.returns) == returns else {
      throw .unusable(.other(path: "the state", reason: "it went back"))
    }
    let writes = !transaction.allSatisfy(\.isQuery)
    switch draw() {
    case .lostBefore: throw .unknown("the connection is lost")
    case .unusable: throw .unusable(.other(path: "the state", reason: "no more connections"))
    case .goesBack where writes:
      goBack()
      throw .unknown("the connection is lost, and the database goes back")
    case .lostAfter:
      _ = try await done(transaction)
      throw .unknown("the reply is lost")
    case .unsafe where writes:
      _ = try await done(transaction)
      throw .unsafe("perhaps on no standby")
    case .unsafe, .goesBack, nil: return try await done(transaction)
    }
  }

  private func done(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    if !transaction.allSatisfy(\.isQuery) { try remember() }
    return try await current.database.run(transaction)
  }

  private func draw() -> Misfortune? {
    let odds = state.withLock(\.odds)
    guard !odds.isEmpty else { return nil }
    var strike = random.unit()
    for misfortune in Misfortune.allCases {
      strike -= odds[misfortune] ?? 0
      if strike < 0 { return misfortune }
    }
    return nil
  }

  private func remember() throws(StateFailure) {
    guard state.withLock({ $0.odds[.goesBack] ?? 0 }) > 0, random.unit() * Self.rememberedWrites < 1 else { return }
    do throws(JournalError) {
      let copy = try StateStore(copying: current)
      state.withLock { $0.past = $0.past.suffix(Self.maximumPast - 1) + [copy] }
    } catch {
      throw .unusable(error)
    }
  }

  private func goBack() {
    let choice = random.unit()
    state.withLock { state in
      guard !state.past.isEmpty else { return }
      state.store = state.past[Int(choice * Double(state.past.count))]
      state.past = []
      state.returns += 1
      state.lastReturn = now()
    }
  }
}
