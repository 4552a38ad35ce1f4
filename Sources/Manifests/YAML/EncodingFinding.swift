import CLibYAML
import Foundation
import Model

/// Findings on bytes that are not valid text: libyaml reports an offset for them and no mark.
enum EncodingFinding {
  static func wrongEncoding(_ encoding: TextEncoding, findings: Findings) {
    findings.add(
      .encoding, at: SourceRange(at: .start), "expected UTF-8, found \(encoding.rawValue)",
      hint: "convert it: iconv -f \(encoding.conversionName) -t UTF-8")
  }

  /// Turns libyaml's reader error into a finding at the byte that could not be decoded.
  static func report(_ parser: yaml_parser_t, input: YAMLInput, to findings: Findings) {
    let problem = parser.problem.map { String(cString: $0) } ?? "unreadable bytes"
    if problem == "control characters are not allowed" {
      reportControl(parser, input: input, to: findings)
    } else {
      reportBytes(InvalidBytes(in: input.reader), of: input.encoding, to: findings, remedy: "save the file as UTF-8")
    }
  }

  private static func reportControl(_ parser: yaml_parser_t, input: YAMLInput, to findings: Findings) {
    let control = Unicode.Scalar(UInt32(truncatingIfNeeded: parser.problem_value)) ?? "\u{FFFD}"
    // All of them have at most two hexadecimal digits; no text of the language may contain U+0000.
    let escape = "\\x" + control.codePointName.suffix(2)
    findings.add(
      .controlCharacter, at: range(at: YAMLInput.mark(ofByteAt: parser.problem_offset, in: input.reader)),
      "the control character \(control.codePointName) is not allowed in a manifest",
      hint: control == "\0"
        ? "remove it" : "write it as an escape in double quotes, such as \"\(escape)\", or remove it")
  }

  /// The first bytes that are not text; `remedy` is how such a file is saved right.
  static func reportBytes(
    _ invalid: InvalidBytes, of encoding: TextEncoding, to findings: Findings, remedy: String,
    notes: [Diagnostic.Note] = []
  ) {
    var message = "invalid UTF-8: the byte 0x\(String(invalid.byte, radix: 16, uppercase: true))"
    var hint = remedy
    if encoding == .windows1252 {
      message = "invalid Windows-1252: a byte that stands for no character"
    } else if encoding != .utf8 {
      message = "invalid \(encoding.rawValue): half of a character"
    } else if let character = invalid.windowsCharacter {
      message += ", which is \(character) in Windows-1252 (ANSI)"
      hint += ", or convert it: iconv -f WINDOWS-1252 -t UTF-8"
    }
    findings.add(.encoding, at: range(at: invalid.mark), message, hint: hint, notes: notes)
  }

  private static func range(at mark: SourceMark) -> SourceRange {
    SourceRange(start: mark, end: SourceMark(line: mark.line, column: mark.column + 1))
  }
}

/// The first bytes of a source that are not UTF-8.
struct InvalidBytes {
  private(set) var mark: SourceMark
  private(set) var byte: UInt8 = 0
  /// The bytes after it, as far as a character could reach.
  private var following: [UInt8] = []

  /// Reads the source up to there; it is known to have some.
  init(in reader: ByteReader) {
    var counter = MarkCounter()
    var rest: [UInt8] = []
    let text = SourceText(reader)
    var isAtEnd = false
    while !isAtEnd {
      if let part = text.nextPart() { rest += part } else { isAtEnd = true }
      let valid = UTF8Validity.validPrefix(of: rest[...])
      for byte in rest[..<valid] { counter.advance(over: byte) }
      rest.removeFirst(valid)
      // What is left may be the beginning of a character.
      if rest.count >= 4 { break }
    }
    mark = counter.mark
    byte = rest.first ?? 0
    following = Array(rest.dropFirst().prefix(3))
  }

  /// The character of Windows-1252 that the byte most likely stands for: one that no other byte of a longer character
  /// follows.
  var windowsCharacter: Character? {
    guard following.first.map({ $0 < 0x80 }) ?? true else { return nil }
    return String(bytes: [byte], encoding: .windowsCP1252).flatMap(\.first)
  }
}
