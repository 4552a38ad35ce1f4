import CLibYAML
import Model

/// One error of libyaml, explained by the source around it.
struct SyntaxFinding {
  let parser: yaml_parser_t
  let input: YAMLInput

  func report(to findings: Findings) {
    if input.hasTooManyDirectives {
      findings.add(
        .syntax, at: SourceRange(at: .start),
        "more than \(YAMLInput.directiveLimit) directives (lines that begin with %) before one document")
    } else if parser.error == YAML_READER_ERROR {
      EncodingFinding.report(parser, input: input, to: findings)
    } else {
      reportSyntax(to: findings)
    }
  }

  private func reportSyntax(to findings: Findings) {
    let mark = SourceMark(parser.problem_mark)
    if let conflict = ConflictMarkers.first(in: input.reader, through: mark.line) {
      return findings.add(
        .syntax, at: conflict, "unresolved git merge conflict",
        hint: "keep one of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>")
    }
    let context = parser.context.map { String(cString: $0) } ?? ""
    let lines = SourceLine.read(
      mark.line > 1 ? mark.line - 1 : 1, through: mark.line, limit: 1_000 + 4 * Int(mark.column), in: input.reader)
    let cause = SyntaxCause(
      problem: parser.problem.map { String(cString: $0) } ?? "unreadable text", context: context,
      line: lines.last ?? "", previousLine: lines.count > 1 ? lines[0] : "", column: Int(mark.column))
    if let escape = SurrogateEscape(in: lines.last ?? "", before: mark) { return escape.report(to: findings) }
    let began = SourceMark(parser.context_mark)
    let notes =
      cause.showsStart && !context.isEmpty && began != mark
      ? [findings.note("it starts here", at: began)] : []
    findings.add(.syntax, at: SourceRange(at: mark), cause.message, hint: cause.hint, notes: notes)
  }
}

/// A JSON escape for half of a character without its other half.
private struct SurrogateEscape {
  private let text: String
  private let range: SourceRange

  /// libyaml stops after the `\u` of an escape that is not a character.
  init?(in line: String, before mark: SourceMark) {
    let scalars = Array(line.unicodeScalars)
    let start = Int(mark.column) - 3
    guard start >= 0, start + 6 <= scalars.count, scalars[start] == "\\", scalars[start + 1] == "u" else { return nil }
    text = String(String.UnicodeScalarView(scalars[start..<start + 6]))
    guard let value = UInt32(text.dropFirst(2), radix: 16), (0xD800...0xDFFF).contains(value) else { return nil }
    let begin = SourceMark(line: mark.line, column: mark.column - 2)
    range = SourceRange(start: begin, end: SourceMark(line: begin.line, column: begin.column + 6))
  }

  func report(to findings: Findings) {
    findings.add(
      .syntax, at: range, "`\(text)` is half of a surrogate pair without the other half",
      hint: "write the character itself, or both halves: `\\ud83d\\ude00`")
  }
}
