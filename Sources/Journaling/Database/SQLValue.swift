package import struct Foundation.Date

/// A value of a column, or an argument of a statement.
package enum SQLValue: Hashable, Sendable {
  /// `NULL`.
  case null
  /// `INTEGER`, and `BIGINT` in PostgreSQL. Truth values are 0 and 1.
  case integer(Int64)
  /// `REAL`, and `DOUBLE PRECISION` in PostgreSQL.
  case real(Double)
  /// `TEXT`.
  case text(String)

  /// A text, or `NULL`.
  package init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }

  /// An integer, or `NULL`.
  package init(_ number: (some BinaryInteger)?) { self = number.map { .integer(Int64($0)) } ?? .null }

  /// A number, or `NULL`.
  package init(_ number: Double?) { self = number.map(SQLValue.real) ?? .null }

  /// A moment in seconds since 1970, or `NULL`.
  package init(_ date: Date?) { self = date.map { .real($0.timeIntervalSince1970) } ?? .null }

  /// 0 or 1.
  package init(_ truth: Bool) { self = .integer(truth ? 1 : 0) }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
  /// A text.
  package init(stringLiteral value: String) { self = .text(value) }
  /// An integer.
  package init(integerLiteral value: Int64) { self = .integer(value) }
  /// `NULL`.
  package init(nilLiteral: ()) { self = .null }
}

/// A row that a statement gave: its values are read by position, from 0.
package struct SQLRow: Hashable, Sendable {
  /// The values, in the order of the statement's columns.
  package let values: [SQLValue]

  package init(_ values: [SQLValue]) {
    self.values = values
  }

  /// A value that is not what its column holds: the state is damaged, or of another Writ. It must not end the process.
  package struct DecodingError: Error {
    /// The column's position, from 0.
    package var column: Int
    /// What was found there.
    package var found: SQLValue?
  }

  private func value(_ column: Int) -> SQLValue? { values.indices.contains(column) ? values[column] : nil }

  /// A text; `nil` for `NULL`.
  package func optionalText(_ column: Int) throws(DecodingError) -> String? {
    switch value(column) {
    case .text(let text): text
    case .null: nil
    case let found: throw DecodingError(column: column, found: found)
    }
  }

  /// A text.
  package func text(_ column: Int) throws(DecodingError) -> String {
    guard let text = try optionalText(column) else { throw DecodingError(column: column, found: .null) }
    return text
  }

  /// An integer; `nil` for `NULL`.
  package func optionalInteger(_ column: Int) throws(DecodingError) -> Int64? {
    switch value(column) {
    case .integer(let number): number
    case .null: nil
    case let found: throw DecodingError(column: column, found: found)
    }
  }

  /// An integer.
  package func integer(_ column: Int) throws(DecodingError) -> Int64 {
    guard let number = try optionalInteger(column) else { throw DecodingError(column: column, found: .null) }
    return number
  }

  /// A truth value.
  package func truth(_ column: Int) throws(DecodingError) -> Bool { try integer(column) != 0 }

  /// A number.
  package func real(_ column: Int) throws(DecodingError) -> Double {
    switch value(column) {
    case .real(let number): number
    case .integer(let number): Double(number)
    case let found: throw DecodingError(column: column, found: found)
    }
  }

  /// A moment, from seconds since 1970; `nil` for `NULL`.
  package func optionalDate(_ column: Int) throws(DecodingError) -> Date? {
    switch value(column) {
    case .real(let seconds): Date(timeIntervalSince1970: seconds)
    case .integer(let seconds): Date(timeIntervalSince1970: Double(seconds))
    case .null: nil
    case let found: throw DecodingError(column: column, found: found)
    }
  }

  /// A moment, from seconds since 1970.
  package func date(_ column: Int) throws(DecodingError) -> Date {
    guard let date = try optionalDate(column) else { throw DecodingError(column: column, found: .null) }
    return date
  }
}
