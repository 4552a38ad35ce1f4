import Foundation
import Journaling
import Planning
import Model
import Throttling

/// Reads request types, each at most once, and as few as possible.
///
/// A type that was ACTIVE less than ten minutes ago (`RequestTypeChecks.lifetime`) is taken as the state remembers it. Whatever else the state remembers
/// is only a hint: a problem with a type is reported after the org was asked about it, since it may have been
/// published just now. Where the org refuses to show types, or something else answers, those that no prompt needs go
/// unchecked, and no more is asked about them: the org's refusal of a create shows the rest.
struct RequestTypeFetcher<Service: RequestService> {
  private let reader: ThrottledReader<Service>
  private let lookups: LookupCache
  private let checks: RequestTypeChecks
  private var asked: Set<RequestTypeID> = []
  private var believed: Set<RequestTypeID> = []
  private var byPrompt: Set<RequestTypeID> = []
  /// Why types went unchecked.
  private(set) var refusal: String?
  private(set) var facts: [RequestTypeID: RequestTypeFact] = [:]

  /// Those that the org has, as far as they were read.
  var known: [RequestTypeID: RequestType] {
    facts.compactMapValues { if case .known(let type) = $0 { type } else { nil } }
  }

  init(_ reader: ThrottledReader<Service>, lookups: LookupCache, checks: RequestTypeChecks) {
    self.reader = reader
    self.lookups = lookups
    self.checks = checks
  }

  /// Reads what has to be known of these types. Throws what the reader throws, or a `JournalError`.
  ///
  /// `toCreate` are those of what would be created, `byPrompt` those whose fields are named by prompts.
  mutating func read(toCreate: Set<RequestTypeID>, byPrompt: Set<RequestTypeID>) async throws {
    self.byPrompt = byPrompt
    let needed = checks.extent == .none ? byPrompt : byPrompt.union(toCreate)
    if !checks.ignoresCache { try await remember(needed) }
    try await ask(needed.subtracting(believed))
  }

  /// Asks about those that were not asked about yet, though a problem would be reported for them; `false` where there
  /// are none.
  mutating func ask(unverified: Set<RequestTypeID>) async throws -> Bool {
    let unverified = unverified.subtracting(asked)
    try await ask(unverified)
    return !unverified.isEmpty
  }

  private mutating func ask(_ ids: Set<RequestTypeID>) async throws {
    for id in ids.sorted() {
      asked.insert(id)
      facts[id] = refusal == nil || byPrompt.contains(id) ? try await fact(of: id) : nil
    }
    let found = ids.compactMap { id in
      if case .known(let type)? = facts[id] { type } else { nil }
    }
    if !found.isEmpty { try await lookups.store(found, at: reader.time.date()) }
  }

  /// `nil` where it goes unchecked.
  private mutating func fact(of id: RequestTypeID) async throws(ReadFailure) -> RequestTypeFact? {
    do throws(ReadFailure) {
      let type = try await reader.ifFound { () async throws(ReadFailure) in try await reader.retrieveRequestType(id) }
      return type.map(RequestTypeFact.known) ?? .missing
    } catch .service(let failure) where !byPrompt.contains(id) {
      refusal = failure.text
      return nil
    }
  }

  private mutating func remember(_ ids: Set<RequestTypeID>) async throws(JournalError) {
    let now = reader.time.date()
    let young = try await lookups.requestTypes(ids, fetchedWithin: now - checks.lifetime...now)
    believed = Set(young.filter { $0.value.status == "ACTIVE" }.keys)
    for (id, type) in try await lookups.requestTypes(ids, fetchedWithin: .distantPast...now) {
      facts[id] = .known(type)
    }
  }
}
