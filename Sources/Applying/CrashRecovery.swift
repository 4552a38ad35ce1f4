import Foundation
package import Journaling
import Planning
package import Model
package import Throttling

/// Finds out what became of the creates whose outcome runs that died have left unknown, before anything new is planned.
package struct CrashRecovery<Service: RequestService>: Sendable {
  private static var died: String { "its run died before the reply came" }

  private let journal: Journal
  let reader: ThrottledReader<Service>
  let waits: EvidenceWaits
  let onLook: @Sendable (PendingLookup) -> Void

  /// `onLook` is called before each wait for a look at the org's list.
  package init(
    journal: Journal, reader: ThrottledReader<Service>, waits: EvidenceWaits,
    onLook: @escaping @Sendable (PendingLookup) -> Void = { _ in }
  ) {
    self.journal = journal
    self.reader = reader
    self.waits = waits
    self.onLook = onLook
  }

  /// Records what the org said of entries, before anything new is planned.
  ///
  /// A finished create whose request is gone is no longer counted. Of creates whose outcome is not known, one is adopted as
  /// soon as the list shows it, and absent once a list without it can be believed; a message cannot be looked up and stays
  /// ambiguous. Returns an event for each adopted entry, and adds to `org` the requests that were found: the plan has to
  /// know them.
  ///
  /// `org` is what its list has shown already. What another run may still find out by itself is left to that, and so are
  /// creates that are not `declared` while their calls may act: no one waits for those. Throws what the reader throws, or a `JournalError`.
  package func recover(
    _ entries: [JournalEntry], declared: Set<RequestKey>, in org: inout OrgSnapshot, orgURL: String
  ) async throws -> [ApplyEvent] {
    for entry in entries where entry.createdRequest.map(org.gone.contains) ?? false {
      _ = try await record(.gone, of: entry)
    }
    var left: [JournalEntry] = []
    for entry in entries where isOurs(entry, declared) {
      left += try await withoutIntent(entry).map { [$0] } ?? []
    }
    let (now, listLag) = (reader.time.date(), waits.listLag.inSeconds)
    let unknown = left.filter { $0.isUnknownCreate(at: now, listLag: listLag) }.sorted { $0.id < $1.id }
    let listed = org.requests(ofUnknown: unknown, among: entries)
    var events: [ApplyEvent] = []
    for entry in unknown {
      if let request = listed[entry.id] { events += try await conclude(.found(request), of: entry) }
    }
    return events + (try await lookUp(unknown.filter { listed[$0.id] == nil }, in: &org, orgURL))
  }

  private func isOurs(_ entry: JournalEntry, _ declared: Set<RequestKey>) -> Bool {
    if entry.isUnderWay { return false }
    return declared.contains(entry.key) || entry.deadline.map { $0 <= reader.time.date() } ?? true
  }

  /// An entry whose run died while its call was in flight: its outcome is not known. `nil` where another run says so.
  func withoutIntent(_ entry: JournalEntry) async throws(JournalError) -> JournalEntry? {
    guard entry.state == .sent else { return entry }
    guard let version = try await record(.ambiguous(Self.died), of: entry) else { return nil }
    var entry = entry
    (entry.state, entry.error) = (version.state, Self.died)
    return entry
  }

  /// The entry after a move; `nil` where another run has settled it meanwhile, or has the request.
  func record(_ move: EntryTransition, of entry: JournalEntry) async throws(JournalError) -> EntryVersion? {
    do throws(JournalError) {
      return try await journal.record(move, of: entry.version, at: reader.time.date())
    } catch .moved, .claimed {
      return nil
    }
  }

  /// Reads the list again and again, until it is known of each of these creates whether it was made.
  private func lookUp(
    _ entries: [JournalEntry], in org: inout OrgSnapshot, _ orgURL: String
  ) async throws -> [ApplyEvent] {
    let entriesByID = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
    let lookup = LostReplyLookup(
      reader: reader, journal: journal, orgURL: orgURL, listLag: waits.listLag, clock: RecordClock(org.evidence),
      evidence: org.evidence)
    var events: [ApplyEvent] = []
    var left = entries.map(ambiguous)
    while !left.isEmpty {
      onLook(PendingLookup(left, next: AmbiguousAction.nextLook(for: left, listLag: waits.listLag)))
      let looked = try await lookup.look(for: left)
      left = looked.filter { $0.finding == nil }.map(\.create)
      for (create, finding) in looked {
        guard case .known(let finding)? = finding, let entry = entriesByID[create.question.entry] else { continue }
        events += try await conclude(finding, of: entry)
        if let request = finding.request { org.requests.append(request) }
      }
    }
    return events
  }

  /// Absence counts `listLag` after the entry's deadline, or after the longest call as it is now said to be, unless the org
  /// ended the call; but never sooner than that from now, since the calendar may have been set in the meantime.
  func ambiguous(_ entry: JournalEntry) -> AmbiguousAction {
    let now = reader.time.now()
    let longestCall = waits.maximumCallTime.inSeconds
    let left = entry.timeToAct(from: reader.time.date(), longestCall: longestCall) ?? longestCall
    let believableAt = now + .seconds(left) + waits.listLag
    let item = WorkItem(
      entry: entry.version, action: entry.isCancel ? entry.cancel() : entry.create,
      requestID: entry.requestID)
    return AmbiguousAction(
      item: item, question: RecoveryQuery(entry), lostAt: now, believableAt: believableAt,
      reason: entry.error ?? Self.died,
      nextLook: min(now + waits.listLag, believableAt))
  }

  private func conclude(_ finding: Recovery.Finding, of entry: JournalEntry) async throws -> [ApplyEvent] {
    let reason = entry.error ?? Self.died
    // What was given up stays so, unless it is there.
    if entry.state == .failed { guard case .found = finding else { return [] } }
    switch finding {
    case .found(let request):
      guard try await record(.adopted(request.id, request: request), of: entry) != nil else { return [] }
      return [.ended(entry.create, .adopted, requestID: request.id, detail: reason)]
    case .unclear(let request):
      let detail = Applier<Service>.unclear(request, reason)
      _ = try await record(.unclear(request.id, detail), of: entry)
    case .createdByOthers(let request):
      _ = try await record(.createdByOthers(request), of: entry)
    case .absent:
      _ = try await record(.absent, of: entry)
    }
    return []
  }
}

extension JournalEntry {
  /// Whether it is a create that the org may have done, or may do yet, without our knowing, and its run cannot find out.
  func isUnknownCreate(at now: Date, listLag: TimeInterval) -> Bool {
    isCreate && !isUnderWay && (state.isAmbiguous || mayAppear(at: now, settle: listLag))
  }

  /// The action that a create's entry stands for.
  fileprivate var create: PlannedAction {
    PlannedAction(
      verb: .create,
      declaration: RequestDeclaration(
        name: name, requestTypeID: key.requestTypeID, requester: key.requester, subject: key.subject, place: place),
      attempt: attempt, knownRequests: knownRequests, reason: "")
  }
}

extension OrgSnapshot {
  /// The requests of these creates whose outcome is not known, as far as the list shows them; `entries` are all that count.
  func requests(
    ofUnknown creates: [JournalEntry], among entries: [JournalEntry]
  ) -> [JournalEntry.ID: ExistingRequest] {
    guard !creates.isEmpty else { return [:] }
    let findings = Recovery.match(
      creates.map { RecoveryQuery($0) }, existing: requests, claimed: Set(entries.compactMap(\.createdRequest)))
    return findings.compactMapValues { if case .found(let request) = $0 { request } else { nil } }
  }
}

extension Recovery.Finding {
  /// The request that was found on the way.
  fileprivate var request: ExistingRequest? {
    switch self {
    case .found(let request), .createdByOthers(let request), .unclear(let request): request
    case .absent: nil
    }
  }
}
