/// What libpq's functions give, as values of Swift.
extension LibPQ {
  /// `ExecStatusType`: what a result is.
  enum ResultStatus: Int32 {
    case commandDone = 1
    case rows = 2
    case failure = 7
    case pipelineSync = 10
    case pipelineAborted = 11
  }

  /// `ConnStatusType`: a connection that works, and one that does not.
  static let connectionIsOK: Int32 = 0, connectionIsBad: Int32 = 1

  /// Numbers of types that do not change (https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat).
  enum TypeNumber {
    static let bool: UInt32 = 16
    static let int8: UInt32 = 20
    static let text: UInt32 = 25
    static let float8: UInt32 = 701
    /// The type is to be found out from the statement.
    static let unknown: UInt32 = 0
    static let integers: Set<UInt32> = [int8, 21, 23, 26]
    static let floats: Set<UInt32> = [float8, 700]
    /// Sums and averages of integers have it.
    static let numeric: UInt32 = 1700
  }

  /// Calls `body` with the keys and the values as arrays of C strings, which end in `NULL`.
  static func withTexts<Value>(_ settings: [String: String], _ body: (Texts, Texts) -> Value) -> Value {
    let settings = Array(settings)
    return withTexts(settings.map(\.key)) { keywords in
      withTexts(settings.map(\.value)) { values in body(keywords, values) }
    }
  }

  /// Calls `body` with an array of C strings that ends in `NULL`; a missing text is `NULL` as well.
  static func withTexts<Value>(_ texts: [String?], _ body: (Texts) -> Value) -> Value {
    // One buffer for all of them: a transaction may have 100,000 arguments.
    var bytes: [CChar] = []
    let starts = texts.map { text -> Int? in
      guard let text else { return nil }
      defer { bytes.append(contentsOf: text.utf8CString) }
      return bytes.count
    }
    return bytes.withUnsafeBufferPointer { buffer in
      let pointers = starts.map { start in start.flatMap { buffer.baseAddress?.advanced(by: $0) } } + [nil]
      return pointers.withUnsafeBufferPointer { pointers in body(pointers.baseAddress!) }
    }
  }

  /// All settings of a connection, as libpq completes them from its environment, service file and defaults.
  func options(of connection: Handle?) -> [String: ResolvedOption] {
    guard let first = conninfo(connection) else { return [:] }
    defer { conninfoFree(first) }
    var options: [String: ResolvedOption] = [:]
    var next = first.assumingMemoryBound(to: ConnectionOption.self)
    while let keyword = next.pointee.keyword {
      options[String(cString: keyword)] = ResolvedOption(
        value: next.pointee.value.map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 },
        builtIn: next.pointee.compiledDefault.map { String(cString: $0) })
      next += 1
    }
    return options
  }

  /// A setting of a connection.
  struct ResolvedOption: Hashable {
    /// The value; `nil` where it has none.
    let value: String?
    /// The value that libpq was built with.
    let builtIn: String?
  }

  /// What libpq says of a connection that failed, in one line.
  func problem(of connection: Handle?) -> String {
    guard let text = errorMessage(connection) else { return "no reason given" }
    let words = String(cString: text).split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? "no reason given" : words.joined(separator: " ")
  }

  /// What the server says with an error or a notice.
  func message(of result: Handle?) -> PostgresMessage {
    func field(_ name: Character) -> String? {
      name.asciiValue.flatMap { resultErrorField(result, Int32($0)) }.map { String(cString: $0) }
    }
    return PostgresMessage(
      severity: field("V").flatMap(PostgresMessage.Severity.init), sqlState: field("C"),
      text: field("M") ?? "no reason given")
  }

  /// The rows of a result.
  func rows(of result: Handle?) -> [SQLRow] {
    let types = (0..<nfields(result)).map { ftype(result, $0) }
    return (0..<ntuples(result)).map { row in
      SQLRow(zip(types, 0...).map { type, column in value(of: result, row, Int32(column), type) })
    }
  }

  private func value(of result: Handle?, _ row: Int32, _ column: Int32, _ type: UInt32) -> SQLValue {
    guard getisnull(result, row, column) == 0, let bytes = getvalue(result, row, column) else { return .null }
    let length = Int(getlength(result, row, column))
    let text = bytes.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
      String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self)
    }
    return switch type {
    case TypeNumber.bool: .integer(text == "t" ? 1 : 0)
    case let type where TypeNumber.integers.contains(type): Int64(text).map(SQLValue.integer) ?? .text(text)
    case let type where TypeNumber.floats.contains(type): Double(text).map(SQLValue.real) ?? .text(text)
    case TypeNumber.numeric:
      Int64(text).map(SQLValue.integer) ?? Double(text).map(SQLValue.real) ?? .text(text)
    default: .text(text)
    }
  }
}
