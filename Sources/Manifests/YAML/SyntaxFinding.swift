import CLibYAML
import RequestModel

/// One error of libyaml, with what the source around it shows.
struct SyntaxFinding {
  private let parser: yaml_parser_t
  private let input: YAMLInput

  init(_ parser: yaml_parser_t, input: YAMLInput) {
    self.parser = parser
    self.input = input
  }

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
    let context = parser.context.map { String(cString: $0) } ?? ""
    let lines = SourceLine.read(mark.line > 1 ? mark.line - 1 : 1, through: mark.line, in: input.reader)
    let cause = SyntaxCause(
      problem: parser.problem.map { String(cString: $0) } ?? "unreadable text", context: context,
      line: lines.last ?? "", previousLine: lines.count > 1 ? lines[0] : "", column: Int(mark.column))
    let began = SourceMark(parser.context_mark)
    let notes =
      cause.tellsWhereItBegan && !context.isEmpty && began != mark
      ? [findings.note("it begins here", at: began)] : []
    findings.add(.syntax, at: SourceRange(at: mark), cause.message, hint: cause.hint, notes: notes)
  }
}
