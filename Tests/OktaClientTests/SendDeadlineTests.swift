import Foundation
import Model
import NIOCore
import NIOPosix
import OktaClient
import OktaWire
import Synchronization
import Testing

@Suite("Calls that must leave in time")
struct SendDeadlineTests {
  private let declaration = RequestDeclaration(
    requestTypeID: RequestTypeID(fromOrg: "61eb2db568c7c300079fefd0"), requester: nil, subject: "s",
    place: SourcePlace(file: "m.yaml", mark: .start))

  /// Sends a create that has to be held back, as it would leave so long after it was recorded.
  private func expectTooLate(
    _ client: OrgClient, by deadline: SendDeadline, after seconds: Int
  ) async {
    let failure = await #expect(throws: ServiceFailure.self) {
      try await client.createRequest(declaration, by: deadline)
    }
    #expect(FailureKind(failure) == .tooLate && failure?.isCertainlyNotProcessed == true)
    #expect(
      failure?.text == "not sent: the machine was suspended or too slow for \(seconds) s after the call was recorded")
  }

  @Test("a call is sent up to 10 s after it was recorded, and not later")
  func limit() async throws {
    let now = Mutex(Duration.seconds(110))
    let deadline = SendDeadline(recordedAt: .seconds(100)) { now.withLock { $0 } }
    try await withClient(answer: { _ in CannedServer.reply(201, [], "") }) { client, server in
      _ = try await client.sendMessage("in time", to: RequestID("1"), by: deadline)
      now.withLock { $0 += .milliseconds(2001) }
      await expectTooLate(client, by: deadline, after: 12)
      _ = try await client.sendMessage("no deadline", to: RequestID("1"), by: nil)
      #expect(
        server.calls.map { $0.components(separatedBy: "\r\n").last } == [
          #"{"message":"in time"}"#, #"{"message":"no deadline"}"#,
        ])
    }
  }

  @Test("the time that it takes to connect counts toward the 10 s within which a call has to leave")
  func slowConnection() async throws {
    let connected = DispatchSemaphore(value: 0)
    // A clock that shows 11 s more once the server has the connection.
    let deadline = SendDeadline(recordedAt: .seconds(100)) {
      .seconds(connected.wait(timeout: .now() + 20) == .success ? 111 : 100)
    }
    try await withClient(onConnection: { connected.signal() }, answer: { _ in .close }) { client, server in
      await expectTooLate(client, by: deadline, after: 11)
      #expect(server.calls.isEmpty)
    }
  }

  @Test("the time that a token command takes counts toward the 10 s within which a call has to leave")
  func slowCredentials() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    // A clock that shows 15 s more once the command has run.
    let deadline = SendDeadline(recordedAt: .seconds(100)) {
      .seconds(FileManager.default.fileExists(atPath: file.path) ? 115 : 100)
    }
    let command = CredentialSource.command(TokenCommand(line: "touch '\(file.path)'; echo abc"), .ssws)
    try await withClient(token: command, answer: { _ in .close }) { client, server in
      await expectTooLate(client, by: deadline, after: 15)
      #expect(server.calls.isEmpty)
    }
  }

  @Test("what the network has not taken of a call that was given up is not sent any more")
  func unsentBytes() async throws {
    let server = try await StalledServer()
    let client = OrgClient(
      org: try OrgURL("http://127.0.0.1:\(server.port)"),
      credentials: .fixed(try Credentials(.ssws, token: "00secret")),
      options: OrgClient.Options(connections: 1, timeout: .seconds(2), version: "1.2.3"))
    let text = String(repeating: "\u{1F511}", count: 5000)
    let failure = await #expect(throws: ServiceFailure.self) {
      try await client.sendMessage(text, to: RequestID("1"), by: nil)
    }
    // Its connection is closed then.
    await client.close()
    let received = try? await server.readToEnd()
    try await server.stop()
    #expect(FailureKind(failure) == .lost && failure?.text.contains("timed out") == true)
    #expect(received?.hasSuffix("}") == false, "\(received?.utf8.count ?? 0) bytes arrived")
  }

  @Test(
    "a connection over which nothing is taken ends by itself, so that nothing of a call arrives later",
    .timeLimit(.minutes(1)))
  func unacknowledgedBytes() async throws {
    let server = try await StalledServer()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: server.port).get()
    try await UnsentBytes.drop(after: .seconds(1), on: channel).get()
    // More than both kernels hold.
    channel.writeAndFlush(ByteBuffer(repeating: 0x20, count: 16 << 20), promise: nil)
    try await channel.closeFuture.get()
    _ = try await server.readToEnd()
    try await server.stop()
  }
}
