import Foundation
import LocalServer
import Synchronization
import Testing
import Model

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A clock that a test moves.
final class TestClock: Sendable {
  private let start: Date
  private let date: Mutex<Date>

  init(_ text: String = "2026-03-01T12:00:20.500Z") {
    start = (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))!
    date = Mutex(start)
  }

  var now: Date { date.withLock { $0 } }

  func advance(_ seconds: Double) {
    date.withLock { $0 = $0.addingTimeInterval(seconds) }
  }

  /// Sets the clock to so many seconds after its first moment.
  func set(secondsPast seconds: Double) {
    date.withLock { $0 = start.addingTimeInterval(seconds) }
  }
}

/// A reply as it came over the wire.
struct HTTPReply: Sendable {
  var status: Int
  var headers: [String: String]
  var body: Data

  var text: String { String(decoding: body, as: UTF8.self) }

  subscript(name: String) -> String? { headers[name.lowercased()] }

  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any], "not an object: \(text)")
  }

  func decode<Body: Decodable>(_ type: Body.Type) throws -> Body {
    try JSONDecoder().decode(type, from: body)
  }
}

/// A server that runs for the time of one test, called through real HTTP.
struct ServerUnderTest: Sendable {
  let port: Int
  let session: URLSession

  var origin: String { "http://127.0.0.1:\(port)" }

  func call(
    _ method: String, _ path: String, body: String? = nil, contentType: String? = "application/json",
    authorization: String? = "SSWS local-dev-token", proofs: [String] = []
  ) async throws -> HTTPReply {
    var request = URLRequest(url: try #require(URL(string: origin + path)))
    request.httpMethod = method
    request.httpBody = body.map { Data($0.utf8) }
    request.setValue(body == nil ? nil : contentType, forHTTPHeaderField: "Content-Type")
    request.setValue(authorization, forHTTPHeaderField: "Authorization")
    if !proofs.isEmpty { request.setValue(proofs.joined(separator: ", "), forHTTPHeaderField: "DPoP") }
    let (data, response) = try await session.data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    var headers: [String: String] = [:]
    for (name, value) in http.allHeaderFields {
      headers["\(name)".lowercased()] = "\(value)"
    }
    return HTTPReply(status: http.statusCode, headers: headers, body: data)
  }

  func create(_ body: String) async throws -> HTTPReply {
    try await call("POST", "/governance/api/v1/requests", body: body)
  }

  /// Makes a request of the type without fields; its id.
  @discardableResult
  func make(subject: String, requester: String = "00ub0oNGTSWTBKOLGLNR", type: String = vpn) async throws -> String {
    let reply = try await create(
      #"{"requestTypeId": "\#(type)", "subject": "\#(subject)", "requesterUserIds": ["\#(requester)"]}"#)
    #expect(reply.status == 201, "\(reply.text)")
    return try #require(try reply.json()["id"] as? String)
  }

  /// How often each fault has injected.
  func injected() async throws -> [String: Int]? {
    try await call("GET", "/local/v1/statistics").json()["faults"] as? [String: Int]
  }
}

extension LocalServerSettings {
  /// A server with these faults, written as for `--faults`; `limit` calls a minute.
  init(faults: String, seed: UInt64 = 1, limit: Int? = nil) throws {
    self.init(
      rateLimit: limit.map { .window(calls: $0, seconds: 60) } ?? .unlimited, faults: try FaultPlan.parse(faults),
      faultSeed: seed)
  }
}

let salesforce = "08ab2db568c7c300079fefd0"
let gitHub = "61eb2db568c7c300079fefd1"
let vpn = "61eb2db568c7c300079fefd2"

/// Runs a server on a free port for as long as `body` runs, then ends it gracefully.
func withServer<Value: Sendable>(
  _ settings: LocalServerSettings = LocalServerSettings(), clock: TestClock? = nil,
  sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
  _ body: @Sendable @escaping (ServerUnderTest) async throws -> Value
) async throws -> Value {
  var settings = settings
  settings.port = 0
  let server = LocalServer(
    settings, now: { clock?.now ?? Date() }, random: { UInt64.random(in: 0 ... .max) }, sleep: sleep)
  let (ports, portSink) = AsyncStream.makeStream(of: Int.self)
  return try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask {
      defer { portSink.finish() }
      try await server.run { portSink.yield($0) }
      return nil
    }
    group.addTask {
      guard let port = await ports.first(where: { _ in true }) else { return nil }
      let configuration = URLSessionConfiguration.ephemeral
      configuration.httpMaximumConnectionsPerHost = 10
      configuration.timeoutIntervalForRequest = 30
      let session = URLSession(configuration: configuration)
      defer { session.finishTasksAndInvalidate() }
      return try await body(ServerUnderTest(port: port, session: session))
    }
    while let value = try await group.next() {
      if let value {
        group.cancelAll()
        try await group.waitForAll()
        return value
      }
    }
    throw CancellationError()
  }
}

/// Runs a server that begins with this seed.
func withSeed<Value: Sendable>(
  _ seed: String, _ settings: LocalServerSettings = LocalServerSettings(), clock: TestClock? = nil,
  _ body: @Sendable @escaping (ServerUnderTest) async throws -> Value
) async throws -> Value {
  try await withTemporaryFolder { folder in
    let file = folder.appendingPathComponent("seed.yaml")
    try Data(seed.utf8).write(to: file)
    var settings = settings
    settings.seed = file.path
    return try await withServer(settings, clock: clock, body)
  }
}

/// A path in a folder of its own, which is gone afterwards.
func withTemporaryFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("writ-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// One text for all spellings of a JSON value: sorted keys, no blanks.
func canonical(_ text: String) throws -> String {
  let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
  let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
  return String(decoding: data, as: UTF8.self)
}

/// Checks an error reply against the contract's body; the error's id is new in every reply, only its form is checked.
func expectError(
  _ reply: HTTPReply, _ status: Int, _ body: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(reply.status == status, "\(reply.text)", sourceLocation: sourceLocation)
  #expect(reply["Content-Type"] == "application/json", sourceLocation: sourceLocation)
  var found = try reply.json()
  let id = try #require(found.removeValue(forKey: "errorId") as? String, sourceLocation: sourceLocation)
  #expect(id.wholeMatch(of: /oae[A-Za-z0-9_-]{22}/) != nil, sourceLocation: sourceLocation)
  let rest = String(
    decoding: try JSONSerialization.data(withJSONObject: found, options: [.sortedKeys, .withoutEscapingSlashes]),
    as: UTF8.self)
  #expect(rest == (try canonical(body)), sourceLocation: sourceLocation)
}

/// The body of an error with one cause or several, in the contract's form.
func errorBody(_ code: String, _ summary: String, causes: [String] = []) -> String {
  """
  {"errorCode": "\(code)", "errorSummary": \(quoted(summary)), "errorLink": "\(code)",
   "errorCauses": [\(causes.joined(separator: ", "))]}
  """
}

/// A cause of the body, or of the query.
func cause(_ location: String, _ summary: String, _ reason: String, in place: String = "body") -> String {
  """
  {"domain": "governance", "errorSummary": \(quoted(summary)), "location": "\(location)",
   "locationType": "\(place)", "reason": "\(reason)"}
  """
}

func quoted(_ text: String) -> String {
  String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
}
