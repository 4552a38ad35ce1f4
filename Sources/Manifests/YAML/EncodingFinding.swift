import CLibYAML
import RequestModel

/// Findings on bytes that are no text: libyaml gives them an offset and no mark.
enum EncodingFinding {
  static func wrongEncoding(_ encoding: TextEncoding, _ findings: Findings) {
    findings.add(
      .encoding, at: SourceRange(at: .start), "the file is \(encoding.rawValue), a manifest is UTF-8",
      hint: "convert it: iconv -f \(encoding.rawValue) -t UTF-8")
  }

  /// Turns libyaml's reader error into a finding at the byte that could not be read.
  static func report(_ parser: yaml_parser_t, input: YAMLInput, to findings: Findings) {
    let mark = MarkCounter.mark(ofByteAt: parser.problem_offset + input.skippedBytes, in: input.reader)
    let range = SourceRange(start: mark, end: SourceMark(line: mark.line, column: mark.column + 1))
    let problem = parser.problem.map { String(cString: $0) } ?? "unreadable bytes"
    if problem == "control characters are not allowed" {
      let control = Unicode.Scalar(UInt32(truncatingIfNeeded: parser.problem_value)) ?? "\u{FFFD}"
      // All of them have one byte or two digits at the most; none of the language's texts holds U+0000.
      let escape = "\\x" + control.codePointName.suffix(2)
      findings.add(
        .controlCharacter, at: range, "the control character \(control.codePointName) is not allowed in a manifest",
        hint: control == "\0"
          ? "take it out" : "write it as an escape in double quotes, such as \"\(escape)\", or leave it out")
    } else {
      findings.add(
        .encoding, at: range, "this byte is not UTF-8: \(problem)", hint: "save the file as UTF-8")
    }
  }
}
