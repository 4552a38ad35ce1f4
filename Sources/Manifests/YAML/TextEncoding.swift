/// The encoding of a file, detected from its first bytes (YAML 1.2.2, section 5.2): manifests are UTF-8, or UTF-16 with a byte
/// order mark, as Windows PowerShell writes it. All other encodings are only reported by name.
///
/// libyaml would read UTF-16 as well, but places are only consistent with our own in one encoding.
enum TextEncoding: String {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case utf16LittleEndianWithoutMark = "UTF-16LE without a byte order mark"
  case utf16BigEndianWithoutMark = "UTF-16BE without a byte order mark"
  case utf32LittleEndian = "UTF-32LE"
  case utf32BigEndian = "UTF-32BE"
  /// Never detected: only a table can be declared to be in it.
  case windows1252 = "Windows-1252"

  /// By byte order mark, or by the position of the NUL bytes of the first character.
  init(firstBytes bytes: UnsafeRawBufferPointer) {
    func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
    switch (byte(0), byte(1), byte(2), byte(3)) {
    case (0xFF, 0xFE, 0, 0): self = .utf32LittleEndian
    case (0, 0, 0xFE, 0xFF): self = .utf32BigEndian
    case (0xFF, 0xFE, _, _): self = .utf16LittleEndian
    case (0xFE, 0xFF, _, _): self = .utf16BigEndian
    case (0, 0, 0, let last?) where last != 0: self = .utf32BigEndian
    case (let first?, 0, 0, 0) where first != 0: self = .utf32LittleEndian
    case (0, let second?, _, _) where second != 0: self = .utf16BigEndianWithoutMark
    case (let first?, 0, let third?, let last) where first != 0 && third != 0 && (last ?? 0) == 0:
      self = .utf16LittleEndianWithoutMark
    case (let first?, 0, nil, _) where first != 0: self = .utf16LittleEndianWithoutMark
    default: self = .utf8
    }
  }

  var isRead: Bool {
    self == .utf8 || self == .utf16LittleEndian || self == .utf16BigEndian || self == .windows1252
  }

  /// Its name for iconv.
  var conversionName: Substring { rawValue.prefix { $0 != " " } }

  /// The mark U+FEFF in UTF-8; at the start of a file it is not part of the text.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The marks in all encodings that are read: what a file begins with counts more than what it was declared to be.
  static let byteOrderMarks: [[UInt8]] = [byteOrderMark, [0xFF, 0xFE], [0xFE, 0xFF]]
}
