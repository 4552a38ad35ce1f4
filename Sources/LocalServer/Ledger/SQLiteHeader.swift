import Foundation

/// The first bytes of a database file (https://www.sqlite.org/fileformat.html, section 1.3), read without SQLite, which
/// would write next to a file, and into it, before it is known whose it is.
struct SQLiteHeader: Hashable, Sendable {
  /// Whether the tables were ever changed; `false` for a new file.
  let hasSchema: Bool
  let applicationID: Int

  /// `nil` where the file is missing or empty; throws `LedgerFailure.corrupt` where it is no database.
  init?(path: String) throws(LedgerFailure) {
    // What keeps it from being read, SQLite says.
    guard let file = FileHandle(forReadingAtPath: path), let bytes = try? file.read(upToCount: 100), !bytes.isEmpty
    else { return nil }
    guard bytes.count == 100, bytes.starts(with: Data("SQLite format 3\0".utf8)) else { throw .corrupt(path) }
    hasSchema = Self.number(bytes, at: 40) != 0
    applicationID = Self.number(bytes, at: 68)
  }

  /// Four bytes, the highest first.
  private static func number(_ bytes: Data, at offset: Int) -> Int {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
