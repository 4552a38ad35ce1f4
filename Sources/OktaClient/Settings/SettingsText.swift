package import Foundation

/// The text of a small file as people's tools leave it.
package enum SettingsText {
  /// UTF-8, UTF-16 with a byte order mark (as Windows PowerShell writes), or else Latin-1: what matters of keys and
  /// certificates is ASCII, and comments may be in anything.
  package static func read(_ path: String) throws -> String {
    decode(try Data(contentsOf: URL(filePath: path)))
  }

  /// The text of a file's bytes.
  package static func decode(_ data: Data) -> String {
    let isUTF16 = data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF])
    if isUTF16, let text = String(data: data, encoding: .utf16) { return text }
    let bytes = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
    return String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
