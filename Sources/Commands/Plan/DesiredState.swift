import Foundation
import Journaling
import Manifests
import Planning
import Reporting
import Model

/// What should exist, as manifests declare it or as a saved plan remembers it.
struct DesiredState: Sendable {
  /// Out of manifests, references not looked up yet.
  private(set) var declared: [DeclaredRequest] = []
  /// All of the set, selected or not.
  private var all: [DeclaredRequest] = []
  /// The manifests, for excerpts.
  private var sources: [ManifestSource] = []
  private var isSelection = false
  /// The plan that was saved, where there is one.
  private var saved: PlanFile?

  /// Those of a manifest set that are selected.
  init(_ reading: ManifestSet, selection: SelectionOptions) throws(CommandError) {
    all = reading.declared
    declared = try selection.selected(of: all)
    sources = reading.sources
    isSelection = selection.select != nil
  }

  /// Nothing: what runs have created is asked of the state.
  init() {}

  /// Reads a plan that `plan --out` saved.
  init(planFile path: String) throws {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw CommandError(
        .usage, "cannot read the plan \(path): \(SystemReason.text(error))",
        hint: "save one with writ plan --out \(path)")
    }
    saved = try PlanFile(reading: data)
  }

  /// The cells of the column by which a plan is counted, by the places of declarations.
  var groups: [SourcePlace: String] {
    let placed = declared.compactMap { request in
      request.entry.group.map { (request.place, $0) }
    }
    return Dictionary(placed) { first, _ in first }
  }

  /// Who has to be looked up.
  var questions: DirectoryQuery {
    saved.map { DirectoryQuery(resolved: $0.declarations) } ?? DirectoryQuery(declared)
  }

  /// The declarations with all that they name looked up; a saved plan's were looked up when it was made. What is left out
  /// is shown with its place in the manifests.
  func resolved(by directory: Directory, skipsUnknownUsers: Bool, _ console: Console) -> Resolution {
    if let saved {
      return Resolution(resolved: saved.declarations, ownUser: directory.ownUser)
    }
    var resolution = Resolution(declared, by: directory, skipsUnknownUsers: skipsUnknownUsers)
    resolution.isSelection = isSelection
    report(resolution.warnings, leftOut: 0, console)
    return resolution
  }

  /// Ends the command where errors keep anything from being planned, and shows them with their places in the manifests,
  /// together with what else was found.
  func refuse(
    _ errors: [Diagnostic], found others: [Diagnostic] = [], leftOut: Int = 0, _ console: Console
  ) throws(CommandError) {
    guard !errors.isEmpty else { return }
    let shown = (errors + others).inOrder(of: declared)
    report(shown, leftOut: leftOut, console)
    let count = shown.count { $0.severity == .error } + leftOut
    let isSkippable = errors.allSatisfy { $0.code == .unknownUser }
    let way = isSkippable ? ", or skip these people with --skip-unknown-users" : ""
    throw CommandError(
      .invalidManifest, "the manifests cannot be resolved against the org: \(CountText.noun(count, "error"))",
      hint: "fix them, then run the same command again\(way)", diagnostics: shown)
  }

  /// Whether it is a saved plan in which a person has seen second requests of entries with an edited subject.
  var acceptsNewSubjects: Bool { saved?.acceptsNewSubjects ?? false }

  /// The keys of the whole set for the users that `resolved` knows: an entry that is not selected still declares its own.
  func declaredKeys(users resolved: Resolution) -> Set<RequestKey> {
    guard isSelection else { return [] }
    var ids: [String: UserID] = [:]
    for user in resolved.users.values {
      for name in [user.login, user.email].compactMap(\.self) { ids[Directory.key(name)] = user.id }
    }
    var keys: Set<RequestKey> = []
    for request in all {
      let users: [UserID?] =
        switch request.requester {
        case .id(let id): [id]
        case .ownUser: [resolved.ownUser]
        case .name(let name): ids[Directory.key(name)].map { [$0] } ?? []
        case .group: Array(resolved.users.keys)
        }
      for user in users { keys.insert(request.declaration(for: user).key) }
    }
    return keys
  }

  /// What kept requests from being created when the plan was saved.
  var obstacles: [RequestKey: String] { saved?.obstacles ?? [:] }

  /// Shows the findings with their places in the manifests, and how many more were left out.
  func report(_ findings: [Diagnostic], leftOut: Int, _ console: Console) {
    guard !findings.isEmpty else { return }
    let text = FindingsText(styling: console.stderrStyling, width: console.stderrWidth)
    console.message(text.text(findings, in: sources, leftOut: leftOut))
  }

  /// A saved plan is for one org only, at each of its addresses.
  func requireSameOrg(to cache: RequestCache, at orgURL: String) async throws {
    guard let saved, saved.plan.orgURL != orgURL, try await !cache.isSameOrg(at: saved.plan.orgURL) else { return }
    throw CommandError(
      .refused, "the plan was made for \(saved.plan.orgURL), not for \(orgURL): nothing was done",
      hint: "connect to that org, or make a new plan with writ plan --out FILE")
  }

  /// A saved plan is applied as it was seen, or not at all: where the org has changed since then, it is refused. Work
  /// that an earlier run of ours did, or a message that it may have sent, is not a change.
  func requireFresh(against now: Plan, entries: [JournalEntry]) throws(CommandError) {
    guard let saved else { return }
    let done = Set(entries.filter { $0.state.isDone || $0.isMessage && $0.state.isAmbiguous }.map(\.identity))
    let stale = saved.plan.staleActions(against: now) { done.contains($0.identity) }
    guard let first = stale.first else { return }
    let what = "\(first.verb.rawValue) \(PlanText.label(first)) (\(first.declaration.place.text))"
    let more = stale.count > 1 ? " and \(CountText.noun(stale.count - 1, "other"))" : ""
    throw CommandError(
      .refused, "the plan is stale, the org has changed since it was made: \(what)\(more); nothing was done",
      hint: "review the new plan and save it again with writ plan --out FILE")
  }
}

extension JournalEntry {
  /// The action that the entry stands for.
  fileprivate var identity: ActionIdentity {
    switch kind {
    case .create: ActionIdentity(verb: .create, key: key, messageIndex: nil, attempt: attempt)
    case .message(_, let index): ActionIdentity(verb: .message, key: key, messageIndex: index)
    case .cancel: ActionIdentity(verb: .cancel, key: key, messageIndex: nil, attempt: attempt)
    }
  }
}
