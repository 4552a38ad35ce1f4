import Applying
import Foundation
import Journaling
import Planning
import Model
import Simulation
import Synchronization
import Testing
import Throttling

/// An org with one request type, which is asked about, changed, and asked about again.
private final class TypeOrg: ListOnlyService {
  private struct State {
    var type: RequestType?
    var failure: ServiceFailure?
    var calls = 0
  }

  private let state: Mutex<State>

  init(_ type: RequestType) { state = Mutex(State(type: type)) }

  var calls: Int { state.withLock { $0.calls } }

  func fail(with failure: ServiceFailure?) { state.withLock { $0.failure = failure } }

  func put(_ type: RequestType?) { state.withLock { $0.type = type } }

  func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
    Reply(RequestPage(requests: [], next: nil))
  }

  func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType> {
    let (type, failure) = state.withLock { state in
      state.calls += 1
      return (state.type, state.failure)
    }
    if let failure { throw failure }
    guard let type else { throw .rejected(ServiceError(status: 404, summary: "no such type")) }
    return Reply(type)
  }
}

@Suite("What a plan asks of request types")
struct RequestTypeFetcherTests {
  private static let id = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")
  private static let why = RequestType.Field(
    id: FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdbe"), prompt: "Why?", isRequired: false, kind: .text)

  private static func type(_ status: String, _ fields: [RequestType.Field] = [why]) -> RequestType {
    RequestType(id: id, name: "crm", status: status, fields: fields)
  }

  private struct World {
    let time = SimulatedTime()
    let org = TypeOrg(RequestTypeFetcherTests.type("ACTIVE"))
    let cache: RequestCache

    init() async throws { cache = try await RequestCache(StateStore(), orgURL: "https://org") }

    /// One plan for a request that would be created: how many calls it cost, and what stands in the way.
    func plan(
      _ extent: RequestTypeChecks.Extent, ignoringCache: Bool = false, prompt: String? = nil
    ) async throws -> (calls: Int, codes: [String], refusal: String?) {
      let before = org.calls
      let survey = OrgReader(
        reader: ThrottledReader(
          service: org, limiter: RateLimiter(settings: RateSettings(), time: time.timeSource),
          policy: RetryPolicy(attempts: 1), time: time.timeSource, random: { 0.5 }),
        listLag: .seconds(1))
      let types = try await survey.inputs(
        for: Resolution([RequestTypeFetcherTests.declared(prompt: prompt)], by: Directory()),
        in: OrgSnapshot(requests: [], gone: [], evidence: OrgEvidence()), entries: [], cache: cache,
        checks: PlanChecks(
          fieldValues: false, requestTypes: RequestTypeChecks(extent, ignoresCache: ignoringCache), users: .none)
      ).types
      return (org.calls - before, types.diagnostics.map(\.code.rawValue), types.refusal)
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
      try await time.run { () async -> Result<Value, any Error> in
        do {
          return .success(try await body())
        } catch {
          return .failure(error)
        }
      }.get()
    }

    func wait(seconds: Int) async { await time.sleep(until: time.now + .seconds(seconds)) }
  }

  private static func declared(prompt: String?) -> DeclaredRequest {
    let range = SourceRange(at: .start)
    let field = prompt.map {
      DeclaredFieldValue(field: .prompt($0), value: .string("x"), fieldRange: range, valueRange: range)
    }
    let entry = DeclaredEntry(
      name: nil, requestTypeID: id, subject: "s", fields: field.map { [$0] } ?? [], messages: [], file: "m.yaml",
      range: range, requestTypeRange: range)
    return DeclaredRequest(
      entry: entry, requester: .id(UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR")), requesterRange: range, mark: .start)
  }

  @Test("an ACTIVE type is read once in ten minutes, and always when the cache is ignored")
  func lifetime() async throws {
    let world = try await World()
    let calls = try await world.run {
      var calls: [Int] = []
      calls.append(try await world.plan(.all).calls)
      await world.wait(seconds: 590)
      calls.append(try await world.plan(.all).calls)
      calls.append(try await world.plan(.all, prompt: "why").calls)
      calls.append(try await world.plan(.all, ignoringCache: true).calls)
      await world.wait(seconds: 601)
      calls.append(try await world.plan(.all).calls)
      return calls
    }
    #expect(calls == [1, 0, 0, 1, 1])
  }

  @Test("what is remembered blocks nothing: a type that was published, or got a field, is asked about first")
  func published() async throws {
    let world = try await World()
    let plans = try await world.run {
      var plans: [String] = []
      func add(_ plan: (calls: Int, codes: [String], refusal: String?)) { plans.append("\(plan.calls) \(plan.codes)") }
      world.org.put(Self.type("DRAFT"))
      add(try await world.plan(.all))
      add(try await world.plan(.all))
      world.org.put(Self.type("ACTIVE"))
      add(try await world.plan(.all))
      add(try await world.plan(.all))
      let new = RequestType.Field(
        id: FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdbf"), prompt: "New?", isRequired: false, kind: .text)
      world.org.put(Self.type("ACTIVE", [Self.why, new]))
      add(try await world.plan(.all, prompt: "New?"))
      world.org.put(nil)
      add(try await world.plan(.all, prompt: "Gone?"))
      return plans
    }
    #expect(
      plans == [
        #"1 ["request-type-status"]"#, #"1 ["request-type-status"]"#, "1 []", "0 []", "1 []",
        #"1 ["missing-request-type"]"#,
      ])
  }

  @Test("without type checks only types whose fields are named by prompts are read")
  func fewest() async throws {
    let world = try await World()
    let calls = try await world.run {
      var calls: [Int] = []
      calls.append(try await world.plan(.none).calls)
      calls.append(try await world.plan(.none, prompt: "Why?").calls)
      world.org.put(Self.type("DISABLED"))
      await world.wait(seconds: 3_600)
      calls.append(try await world.plan(.none).calls)
      calls.append(try await world.plan(.none, prompt: "Why?").calls)
      return calls
    }
    #expect(calls == [0, 1, 0, 1])
  }

  @Test(
    "where the org does not show request types they go unchecked, whatever is cached, except those that a prompt needs",
    arguments: [
      .forbidden(ServiceError(status: 403, code: "E0000006", summary: "no permission")),
      .intercepted(ServiceError(status: 404, summary: "a page")), .lost("status 502", nil),
    ] as [ServiceFailure])
  func refused(failure: ServiceFailure) async throws {
    let world = try await World()
    try await world.run {
      world.org.put(Self.type("DISABLED"))
      #expect(try await world.plan(.all).codes == ["request-type-status"])
      world.org.fail(with: failure)
      let plan = try await world.plan(.all)
      #expect(plan.calls == 1 && plan.codes.isEmpty && plan.refusal == failure.text)
      await #expect(throws: ReadFailure.service(failure)) { try await world.plan(.all, prompt: "Why?") }
    }
  }
}
