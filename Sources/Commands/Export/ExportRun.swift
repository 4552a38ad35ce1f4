import Applying
import Foundation
import Journaling
import Model
import Planning
import Reporting
import Throttling

/// An export from top to bottom: the org's list, its request types, what the rest will cost, and the manifest, group by group.
struct ExportRun: Sendable {
  let workflow: Workflow
  let typeNames: [String]
  let findsUsers: Bool
  let findsAnswers: Bool

  private var session: OrgSession { workflow.session }
  private var console: Console { workflow.console }

  /// Prints the manifest of what a filter selects.
  func print(_ filter: RequestFilter, state: StateLocation) async throws {
    try await workflow.remembering(in: state) { cache in
      try await workflow.reading(for: DesiredState(), in: cache) { maker in
        var filter = filter
        maker.progress.begins(.details)
        let catalog = try await catalog()
        for name in typeNames { filter.types.insert(try catalog.only(name).id) }
        try await sync(maker)
        maker.progress.begins(.details)
        let types = try await requestTypes(try await maker.cache.requestTypes(of: filter), catalog)
        try await announce(try await maker.cache.extent(of: filter), in: maker.cache)
        do {
          try await print(types, filter, from: maker.cache)
        } catch let error as JournalError {
          // What was printed cannot be printed again.
          throw CommandError(error as any Error)
        }
      }
    }
  }

  // MARK: Reading

  /// Without names to find, an org that does not show its request types does not matter: they keep their ids.
  private func catalog() async throws -> RequestTypeCatalog {
    do {
      return try await OrgCatalog(reader: session.reader).requestTypes()
    } catch {
      let failure = CommandError(error)
      guard typeNames.isEmpty, failure.status == .unauthorized || error is CommandError else { throw error }
      console.note("request types keep their ids, since the org does not show their names: \(failure.message)")
      return RequestTypeCatalog([])
    }
  }

  /// Brings the cache up to date.
  private func sync(_ maker: PlanMaker) async throws {
    maker.progress.begins(.list(0))
    let sync = RequestCacheSync(
      reader: session.reader, cache: maker.cache, listLag: session.waits.listLag, notBefore: .zero,
      onPage: { maker.progress.begins(.list($0)) })
    _ = try await sync.run(for: .init(keys: [], needsAll: true))
  }

  /// Those in use, with their fields where answers are written.
  private func requestTypes(
    _ used: Set<RequestTypeID>, _ catalog: RequestTypeCatalog
  ) async throws -> [RequestType] {
    let types = catalog.types.filter { used.contains($0.id) }
    guard findsAnswers else { return types }
    var full: [RequestType] = []
    for type in types { full.append(try await session.reader.retrieveRequestType(type.id)) }
    return full
  }

  // MARK: Printing

  /// What it will cost, before it begins.
  private func announce(_ extent: RequestCache.Extent, in cache: RequestCache) async throws {
    let limits = await session.rateLimits(
      remembered: try await cache.state.records.rateLimits(orgURL: session.orgURL))
    let calls = [
      (CallFamily.listUsers, findsUsers ? (extent.requesters + 29) / 30 : 0),
      (CallFamily.retrieveRequest, findsAnswers ? extent.requests : 0),
    ]
    console.note(
      ForecastText.export(
        requests: extent.requests, calls: calls, rateLimits: limits,
        parallelism: session.limiter.settings.parallelism, ceiling: session.limiter.settings.ceiling))
  }

  private func print(_ types: [RequestType], _ filter: RequestFilter, from cache: RequestCache) async throws {
    var manifest = ExportManifest(types, answers: findsAnswers)
    console.result(manifest.head(orgURL: session.orgURL))
    let reader = ExportReader(
      reader: session.reader, cache: cache,
      options: .init(filter: filter, findsUsers: findsUsers, findsAnswers: findsAnswers))
    try await reader.forEachGroup { refusal in
      console.note("people keep their ids, since the org does not show who they are: \(refusal)")
    } _: { group, unnamed in
      console.result(manifest.text(of: group, unnamed: unnamed))
      return !console.isOutputClosed
    }
    console.result(manifest.tail)
    let omitted = manifest.omittedRequests
    console.note(
      "exported \(CountText.noun(manifest.requests, "request")) in "
        + "\(CountText.noun(manifest.entries, "entry", plural: "entries"))"
        + (omitted > 0 ? "; \(CountText.noun(omitted, "other")) left out, see the end of the manifest" : ""))
  }
}
