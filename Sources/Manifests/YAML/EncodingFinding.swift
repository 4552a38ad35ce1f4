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
      let digits = String(parser.problem_value, radix: 16, uppercase: true)
      let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      findings.add(
        .controlCharacter, at: range, "the control character \(name) is not allowed in a manifest",
        hint:
          "write it as an escape in double quotes, such as \"\\x\(digits.count < 2 ? "0" : "")\(digits)\", or leave it out"
      )
    } else {
      findings.add(
        .encoding, at: range, "this byte is not UTF-8: \(problem)", hint: "save the file as UTF-8")
    }
  }
}
