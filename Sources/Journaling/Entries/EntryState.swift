/// Where a journal entry stands. The arrows are the only legal moves; the schema refuses every other one.
///
/// ```
/// planned ─→ sent ─→ confirmed          the org answered that it did it
///    │         ├──→ rejected            the org answered that it will not
///    │         ├──→ failed              given up; the org certainly did not do it
///    │         ├──→ planned             certainly not processed; to be sent again
///    │         └──→ ambiguous ─→ adopted    found in the org's list, or a person said so
///    │                  ├──────→ confirmed  a message of which a person said that it arrived; a cancel that took effect
///    │                  ├──────→ planned    surely absent; to be sent again
///    │                  ├──────→ absent     surely absent, or made by another client; left to the next plan
///    │                  ├──────→ failed     surely absent, and lost too often
///    │                  ├──────→ rejected   a cancel that came too late, as the request shows
///    │                  └──────→ ambiguous  looked for, and still not known
///    ├──→ rejected                      not sent: the org refused its request type for another entry
///    └──→ taken                         not sent: another run has done it, or is doing it
/// failed ─→ adopted                      given up before the org could no longer act, and found later
/// confirmed, adopted ─→ gone            `GET /requests/{id}` said 404: the org has the request no longer
/// ```
package enum EntryState: String, Hashable, Sendable, CaseIterable, Codable {
  /// The states of the diagram, which the state file holds by these names.
  case planned, sent, confirmed, rejected, failed, ambiguous, adopted, absent, gone, taken

  /// The states that this one may go to.
  package var next: Set<EntryState> {
    switch self {
    case .planned: [.sent, .rejected, .taken]
    case .sent: [.confirmed, .rejected, .failed, .planned, .ambiguous]
    case .ambiguous: [.adopted, .confirmed, .planned, .absent, .failed, .ambiguous, .rejected]
    case .confirmed, .adopted: [.gone]
    case .failed: [.adopted]
    case .rejected, .absent, .gone, .taken: []
    }
  }

  /// Whether the org may have acted on the entry without our knowing.
  package var isAmbiguous: Bool { self == .sent || self == .ambiguous }

  /// Whether the org has done what the entry asks.
  package var isDone: Bool { self == .confirmed || self == .adopted }
}
