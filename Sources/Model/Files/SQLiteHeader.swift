/// The header of a database file (https://www.sqlite.org/fileformat.html, section 1.3), read without SQLite, which would
/// write next to a file, and into it, before it is known whose it is.
package struct SQLiteHeader: Hashable, Sendable {
  /// Its length in bytes.
  package static let length = 100

  /// Whether the tables were ever changed; `false` for a new file.
  package let hasSchema: Bool
  /// 0 where no program has set one, or as long as it stands in the write-ahead log only.
  package let applicationID: Int

  /// `nil` where the first bytes of a file are not those of a database.
  package init?(_ start: some Sequence<UInt8>) {
    let bytes = Array(start.prefix(Self.length))
    guard bytes.count == Self.length, bytes.starts(with: "SQLite format 3\0".utf8) else { return nil }
    hasSchema = Self.number(bytes, at: 40) != 0
    applicationID = Self.number(bytes, at: 68)
  }

  /// Four bytes, the highest first.
  private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
