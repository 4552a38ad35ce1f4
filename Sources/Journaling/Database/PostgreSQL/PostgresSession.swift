import Foundation

/// One connection to a server, in pipeline mode. Its functions block, so that they are called on a thread of their own.
final class PostgresSession {
  /// Why a session is of no more use.
  struct LostError: Error {
    let reason: String
  }

  let libpq: LibPQ
  private let settings: PostgresSettings
  private let connection: LibPQ.Handle?
  private let notices: PostgresNotices
  private let longestSilence: Duration

  /// Connects. `location` is the state's, for messages.
  init(
    _ settings: PostgresSettings, libpq: LibPQ, location: String, longestSilence: Duration
  ) throws(JournalError) {
    (self.libpq, self.settings, self.longestSilence) = (libpq, settings, longestSilence)
    notices = PostgresNotices(libpq: libpq)
    connection = LibPQ.withTexts(settings.values) { libpq.connectStartParams($0, $1, 0) }
    _ = libpq.setNoticeReceiver(connection, PostgresNotices.receiver, Unmanaged.passUnretained(notices).toOpaque())
    // Until a receiver is set, libpq writes what a server warns of to standard error. So the connection that was begun is
    // made from scratch: in one call, which keeps to the time limit for each of several hosts.
    if libpq.status(connection) != LibPQ.connectionIsBad { libpq.reset(connection) }
    guard libpq.status(connection) == LibPQ.connectionIsOK else {
      let reason = settings.redacted(libpq.problem(of: connection))
      let isAboutPassword =
        libpq.connectionNeedsPassword(connection) != 0 || libpq.connectionUsedPassword(connection) != 0
      throw JournalError.database(isAboutPassword ? .signInRefused(reason) : .unreachable(reason), location: location)
    }
    guard libpq.setnonblocking(connection, 1) == 0, libpq.enterPipelineMode(connection) == 1 else {
      throw JournalError.database(.unreachable(settings.redacted(libpq.problem(of: connection))), location: location)
    }
  }

  deinit { libpq.finish(connection) }

  /// A text of the server, without any secret.
  func redacted(_ message: PostgresMessage) -> PostgresMessage {
    PostgresMessage(severity: message.severity, sqlState: message.sqlState, text: settings.redacted(message.text))
  }

  // MARK: - Sending

  /// Parses a statement as the unnamed one, which lives until the next: nothing of it outlives a transaction.
  func prepare(_ sql: String, types: [UInt32]) throws(LostError) {
    try expect(libpq.sendPrepare(connection, "", sql, Int32(types.count), types) == 1)
  }

  /// Executes the statement that was prepared last.
  func execute(_ arguments: [String?]) throws(LostError) {
    let isSent = LibPQ.withTexts(arguments) { texts in
      libpq.sendQueryPrepared(connection, "", Int32(arguments.count), texts, nil, nil, 0)
    }
    try expect(isSent == 1)
  }

  /// Ends a group of commands, in which an error skips the rest, and returns once all of it has left this process.
  func sync() throws(LostError) {
    try expect(libpq.pipelineSync(connection) == 1)
    try flush()
  }

  /// What the server answers meanwhile is kept: otherwise each would wait for the other.
  private func flush() throws(LostError) {
    while true {
      let rest = libpq.flush(connection)
      try expect(rest >= 0)
      if rest == 0 { return }
      if try wait(for: POLLIN | POLLOUT) & ~Int16(POLLOUT) != 0 { try expect(libpq.consumeInput(connection) == 1) }
    }
  }

  // MARK: - Receiving

  /// What the server answered to the commands of a group.
  struct Answers {
    /// The rows of each command; those of commands that return none are empty.
    var rows: [[SQLRow]] = []
    /// The last command's tag, such as `COMMIT`.
    var tag = ""
    /// The first error; the commands after it were skipped.
    var error: PostgresMessage?
    /// What the server warned of during the last command.
    var warnings: [PostgresMessage] = []
  }

  /// Waits for the answers to the commands of a group.
  func receive() throws(LostError) -> Answers {
    var answers = Answers()
    while true {
      while libpq.isBusy(connection) != 0 {
        _ = try wait(for: POLLIN)
        try expect(libpq.consumeInput(connection) == 1)
      }
      guard let result = libpq.getResult(connection) else {
        // The end of one command's results. That of a connection looks the same.
        try expect(libpq.status(connection) == LibPQ.connectionIsOK)
        continue
      }
      defer { libpq.clear(result) }
      // The notices of a command come before its result, and after the result of the command before it.
      let warnings = notices.take()
      switch LibPQ.ResultStatus(rawValue: libpq.resultStatus(result)) {
      case .pipelineSync:
        answers.warnings += warnings
        return answers
      case .pipelineAborted: break
      case .rows, .commandDone:
        answers.rows.append(libpq.rows(of: result))
        answers.tag = libpq.cmdStatus(result).map { String(cString: $0) } ?? ""
        answers.warnings = warnings
      default:
        let message = redacted(libpq.message(of: result))
        guard !message.endsSession else { throw LostError(reason: lossReason(message)) }
        answers.error = answers.error ?? message
      }
    }
  }

  private func lossReason(_ message: PostgresMessage) -> String {
    message.sqlState == nil ? settings.redacted(libpq.problem(of: connection)) : message.text
  }

  // MARK: - Waiting

  private func expect(_ isDone: Bool) throws(LostError) {
    if !isDone { throw LostError(reason: settings.redacted(libpq.problem(of: connection))) }
  }

  /// Waits until the connection can be read or written, and returns which of it.
  private func wait(for events: Int32) throws(LostError) -> Int16 {
    let end = ContinuousClock.now + longestSilence
    while true {
      var descriptor = pollfd(fd: libpq.socket(connection), events: Int16(events), revents: 0)
      try expect(descriptor.fd >= 0)
      let left = max(.zero, end - ContinuousClock.now)
      let count = poll(&descriptor, 1, Int32(left / .milliseconds(1)) + 1)
      if count > 0 { return descriptor.revents }
      guard count < 0, errno == EINTR else {
        throw LostError(reason: "no reply for \(longestSilence)")
      }
    }
  }
}

/// The warnings of a session that were not asked for yet.
final class PostgresNotices {
  private let libpq: LibPQ
  private var warnings: [PostgresMessage] = []

  init(libpq: LibPQ) {
    self.libpq = libpq
  }

  /// What libpq calls with each notice, while it reads what the server sent.
  static let receiver: LibPQ.NoticeReceiver = { context, result in
    guard let context else { return }
    let notices = Unmanaged<PostgresNotices>.fromOpaque(context).takeUnretainedValue()
    let message = notices.libpq.message(of: result)
    if message.severity == .warning { notices.warnings.append(message) }
  }

  /// The warnings since the last call.
  func take() -> [PostgresMessage] {
    defer { warnings = [] }
    return warnings
  }
}
