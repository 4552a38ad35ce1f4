import CLibYAML
import Model

/// Why a file was not read to its end.
enum ParseError: Error, Hashable {
  /// A finding reports the reason.
  case reported
  /// The system could not read it: the system's text.
  case unreadable(String)
}

/// libyaml's events of one file, one at a time: the file is never in memory as a whole.
final class YAMLEventReader {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  /// The current event: its text is libyaml's, and invalid after the next event.
  let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
  let input: YAMLInput
  private let findings: Findings

  /// Throws for an unsupported encoding.
  init(_ reader: ByteReader, findings: Findings) throws(ParseError) {
    input = YAMLInput(reader)
    self.findings = findings
    parser.initialize(to: yaml_parser_t())
    event.initialize(to: yaml_event_t())
    if !input.encoding.isRead {
      EncodingFinding.wrongEncoding(input.encoding, findings: findings)
      throw .reported
    }
    guard yaml_parser_initialize(parser) == 1 else { throw .unreadable("out of memory") }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input(parser, YAMLInput.handler, Unmanaged.passUnretained(input).toOpaque())
  }

  deinit {
    yaml_event_delete(event)
    yaml_parser_delete(parser)
    event.deallocate()
    parser.deallocate()
  }

  /// Advances to the next event and returns its type. Ends at the first error: after one, libyaml would keep returning
  /// success without an event.
  @inline(__always)
  func next() throws(ParseError) -> yaml_event_type_t {
    yaml_event_delete(event)
    guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
    return event.pointee.type
  }

  /// Call this when a document has started, after its directives.
  func startDocument() { input.directives = 0 }

  /// An upper bound of the bytes after the current event.
  var unreadBytes: Int { max(0, input.reader.size - event.pointee.end_mark.index) }

  private func failure() -> ParseError {
    if let reason = input.reader.failure { return .unreadable(reason) }
    SyntaxFinding(parser: parser.pointee, input: input).report(to: findings)
    return .reported
  }
}

extension SourceMark {
  /// libyaml counts from 0.
  @inline(__always)
  init(_ mark: yaml_mark_t) {
    self.init(line: UInt32(truncatingIfNeeded: mark.line &+ 1), column: UInt32(truncatingIfNeeded: mark.column &+ 1))
  }
}

extension yaml_event_t {
  @inline(__always)
  var range: SourceRange { SourceRange(start: SourceMark(start_mark), end: SourceMark(end_mark)) }
}
