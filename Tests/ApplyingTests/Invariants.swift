import Applying
import Journaling
import Planning
import Model
import Simulation
import Synchronization
import Throttling

/// What must hold at each step of a schedule, and at its end.
final class Invariants: Sendable {
  private struct State {
    var violations: [String] = []
    var org: SimulatedOrg?
    var journal: Journal?
    /// The processes that have not ended.
    var processes: [Int: SimulatedProcess] = [:]
    /// When each process began.
    var began: [Int: Duration] = [:]
    /// The entries that counted at the last step.
    var entries: [JournalEntry.ID: JournalEntry] = [:]
  }

  private let state = Mutex(State())

  var violations: [String] { state.withLock { $0.violations } }

  func fail(_ text: String) {
    state.withLock { $0.violations.append(text) }
  }

  private func require(_ holds: Bool, _ text: @autoclosure () -> String) {
    if !holds { fail(text()) }
  }

  func watch(_ org: SimulatedOrg) { state.withLock { $0.org = org } }

  func begin(_ process: SimulatedProcess, on journal: Journal, now: Duration) async {
    let entries = (try? await Self.entries(in: journal)) ?? []
    state.withLock { state in
      state.processes[process.number] = process
      state.journal = journal
      state.began[process.number] = now
      state.entries = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
    }
  }

  func end(_ process: SimulatedProcess) { state.withLock { $0.processes[process.number] = nil } }

  /// What counts in a journal.
  private static func entries(in journal: Journal) async throws(JournalError) -> [JournalEntry] {
    try await journal.records.entriesAffectingPlan(orgURL: "https://org")
  }

  /// At the arrival of a create, before the org acts on it.
  func check(arriving arrival: SimulatedOrg.Arrival) {
    let (entries, began, org, isAtWork) = state.withLock { state in
      let number = arrival.process?.number ?? -1
      return (state.entries, state.began[number], state.org, state.processes[number] != nil)
    }
    let key = arrival.key
    require(org?.ours.contains { $0.key == key } != true, "a second create of \(key.subject) arrives")
    if let since = arrival.visibleSince, let began, since < began {
      fail("a create of \(key.subject) arrives, which was there before its process began")
    }
    guard let process = arrival.process, isAtWork, process.isAlive else { return }
    // A call that its client has given up is ambiguous already.
    let recorded = entries.values.first {
      $0.run == process.run && $0.key == key && $0.state.isAmbiguous && !$0.isMessage
    }
    require(recorded != nil, "a create of \(key.subject) arrives without its intent in the journal")
    if let deadline = recorded?.deadline {
      require(arrival.date <= deadline, "a create of \(key.subject) arrives after its deadline")
    }
  }

  /// After each write.
  func checkJournal() {
    let (journal, before, org) = state.withLock { ($0.journal, $0.entries, $0.org) }
    guard let journal, let org else { return }
    do {
      let entries = try atOnce { try await Self.entries(in: journal) }
      let now = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
      guard now != before else { return }
      for (id, entry) in before where entry.state != now[id]?.state {
        let isLegal = now[id].map { entry.state.next.contains($0.state) } ?? entry.state.isAmbiguous
        require(isLegal, "entry \(id) moved from \(entry.state) to \(now[id]?.state.rawValue ?? "nothing that counts")")
      }
      for (id, entry) in now where entry.state.isDone && !entry.isMessage && before[id]?.state != entry.state {
        // A foreign reply may name another client's request of the very same contents.
        let isOurs = entry.state == .confirmed && org.traits.foreignReplies == 0
        let requests = isOurs ? org.ours : org.requests
        require(
          requests.contains { $0.id == entry.requestID && $0.key == entry.key },
          "entry \(id) is \(entry.state), and the org has no such request")
      }
      state.withLock { $0.entries = now }
    } catch {
      fail("the journal cannot be read: \(error)")
    }
  }

  /// When a process has ended by itself.
  func check(_ stop: StopReason?, _ error: (any Error)?, isCalm: Bool, mayLoseState: Bool) {
    if isCalm || !mayLoseState {
      if case .journal(let error) = stop { fail("the journal refused a write: \(error)") }
      if let error = error as? JournalError { fail("the journal: \(error)") }
    }
    guard isCalm else { return }
    require(stop == nil, "a calm run stopped: \(String(describing: stop))")
    require(error == nil, "a calm run failed: \(String(describing: error))")
  }

  /// A run that reports nothing undone has left nothing undone, messages apart that it reports as withheld.
  func checkSuccess(of result: SimulatedRun.Result, _ declarations: [RequestDeclaration]) {
    guard result.isComplete, let org = state.withLock({ $0.org }) else { return }
    let (requests, messages) = (Dictionary(grouping: org.requests, by: \.key), org.messages)
    let withheld = Set(result.plan.actions.filter { $0.verb == .withheld }.map(\.declaration.key))
    for declaration in declarations {
      let there = requests[declaration.key] ?? []
      require(!there.isEmpty, "a run ends well without \(declaration.subject)")
      guard !declaration.messages.isEmpty, !withheld.contains(declaration.key) else { continue }
      require(
        there.contains { Set(messages[$0.id] ?? []) == Set(declaration.messages) },
        "a run ends well without all messages of \(declaration.subject)")
    }
  }

  /// When the last process found nothing to do any more.
  func checkEnd(of schedule: Schedule, plan: Plan, journal: Journal) async {
    guard let org = state.withLock({ $0.org }) else { return }
    let entries = (try? await Self.entries(in: journal)) ?? []
    let creates = entries.filter { !$0.isMessage }
    let claimed = Set(creates.filter(\.state.isDone).compactMap(\.requestID))
    let (all, ours) = (Dictionary(grouping: org.requests, by: \.key), Dictionary(grouping: org.ours, by: \.key))
    for declaration in schedule.declarations {
      let key = declaration.key
      let (made, there) = (ours[key] ?? [], all[key] ?? [])
      require(!there.isEmpty, "\(key.subject) does not exist")
      require(made.count <= 1, "\(key.subject) was created \(made.count) times")
      let hasOthers = there.count > made.count
      require(
        hasOthers || schedule.losesRecords || schedule.traits.stampJump.map { $0.by < -100 } ?? false
          || made.allSatisfy { claimed.contains($0.id) },
        "no entry is done for \(key.subject)")
      require(creates.count { $0.key == key && $0.state.isDone } <= 1, "two entries are done for \(key.subject)")
    }
    require(!creates.contains { $0.state.isAmbiguous }, "a create is ambiguous at the end")
    require(
      !plan.actions.contains { $0.verb == .blocked && $0.messageIndex == nil }, "a create is blocked at the end")
    checkMessages(of: schedule, entries.filter(\.isMessage), in: org)
  }

  /// Each message at most once, and in order where the schedule demands it; those that are confirmed are there, and those that are there are reported.
  private func checkMessages(of schedule: Schedule, _ entries: [JournalEntry], in org: SimulatedOrg) {
    let texts = Dictionary(uniqueKeysWithValues: schedule.declarations.map { ($0.key, $0.messages) })
    let messages = org.messages
    for request in org.requests {
      let sent = messages[request.id] ?? []
      let places = sent.compactMap { texts[request.key]?.firstIndex(of: $0) }
      require(
        !schedule.demandsOrder || places == places.sorted(),
        "messages of \(request.subject) came in the order \(places)")
      require(
        schedule.storeFaults[.goesBack] != nil || Set(places).count == sent.count,
        "a message of \(request.subject) was sent twice: \(places)")
      let own = entries.filter { $0.requestID == request.id }
      let confirmed = own.filter(\.state.isDone).compactMap(\.text)
      require(Set(confirmed).isSubset(of: sent), "a message of \(request.subject) is confirmed and was not sent")
      require(
        schedule.losesRecords || Set(sent).isSubset(of: own.compactMap(\.text)),
        "a message of \(request.subject) was sent and forgotten")
    }
    require(
      org.messages.isEmpty || texts.values.contains { !$0.isEmpty }, "messages were sent that are not declared")
  }
}

extension JournalEntry {
  fileprivate var text: String? {
    if case .message(let text, _) = kind { text } else { nil }
  }
}
