import CLibYAML
import Model

/// Why a file was not read to its end.
enum ParseError: Error, Hashable {
  /// A finding reports the reason.
  case reported
  /// The system could not read it: the system's text.
  case unreadable(String)
  /// A part of a list that was read on its own may mean something else where it is: one thread has to read the file.
  case unproven
}

/// libyaml's events of one file, one at a time: the file is never in memory as a whole. After a part of a list that was read
/// elsewhere, another parser goes on.
final class YAMLEventReader {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  /// The current event: its text is libyaml's, and invalid after the next event.
  let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
  /// `nil` where a part of a list is all that is read.
  let input: YAMLInput?
  private let findings: Findings
  /// Where the parser's text begins.
  private var origin = TextOrigin()
  /// The number of a parser's first line in the file; one less where the parser has a prologue.
  @exclusivity(unchecked) private var firstLine: UInt32 = 1
  /// Whether scalars have to be restored, if that is not a matter of `input`.
  @exclusivity(unchecked) private var restoresPart: Bool?
  /// Whether directives are before the current document.
  private(set) var hasDirectives = false

  /// Throws for an unsupported encoding.
  init(_ reader: ByteReader, findings: Findings, pieceSize: Int = .max) throws(ParseError) {
    let input = YAMLInput(reader, pieceSize: pieceSize)
    self.input = input
    self.findings = findings
    prepare()
    if !input.encoding.isRead {
      EncodingFinding.wrongEncoding(input.encoding, findings: findings)
      throw .reported
    }
    try begin()
    yaml_parser_set_input(parser, YAMLInput.handler, Unmanaged.passUnretained(input).toOpaque())
  }

  /// Reads a part of a list, whose prologue it begins with, up to the first entry. The text must outlive the reading.
  init(_ text: UnsafeBufferPointer<UInt8>, restoresText: Bool, linesBefore: Int) throws(ParseError) {
    input = nil
    findings = Findings()
    prepare()
    try begin()
    try enterPart(text, restoresText: restoresText, from: TextOrigin(lines: linesBefore, index: 0))
  }

  private func prepare() {
    parser.initialize(to: yaml_parser_t())
    event.initialize(to: yaml_event_t())
  }

  private func begin() throws(ParseError) {
    yaml_parser_delete(parser)
    guard yaml_parser_initialize(parser) == 1 else { throw .unreadable("out of memory") }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
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
  func startDocument() {
    input?.directives = 0
    let start = event.pointee.data.document_start
    hasDirectives = start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
  }

  /// Where the current event is in the file.
  var range: SourceRange {
    @inline(__always) get {
      SourceRange(start: mark(event.pointee.start_mark), end: mark(event.pointee.end_mark))
    }
  }

  /// Where the current event ends in the file.
  var end: SourceMark {
    @inline(__always) get { mark(event.pointee.end_mark) }
  }

  /// libyaml counts from 0.
  @inline(__always)
  private func mark(_ mark: yaml_mark_t) -> SourceMark {
    SourceMark(
      line: UInt32(truncatingIfNeeded: mark.line) &+ firstLine, column: UInt32(truncatingIfNeeded: mark.column &+ 1))
  }

  /// Whether a character of the text may have been substituted.
  var restoresText: Bool {
    @inline(__always) get { restoresPart ?? input?.hasSubstitutions ?? false }
  }

  /// An upper bound of the bytes after the current event.
  var unreadBytes: Int { max(0, (input?.reader.size ?? 0) - origin.index - event.pointee.end_mark.index) }

  /// Whether libyaml may have seen less of the file than it would have without cuts, when something was found.
  var wasCut: Bool { input?.wasCut ?? false }

  private func failure() -> ParseError {
    guard let input else { return .unproven }
    if let reason = input.reader.failure { return .unreadable(reason) }
    if input.wasCut { return .unproven }
    SyntaxFinding(parser: parser.pointee, input: input).report(to: findings)
    return .reported
  }

  // MARK: Parts of a list

  /// Reads the events that end what encloses a list, all of them at the end of the text: so the list was still open there, and the
  /// text ends between two entries. Throws if it did not.
  func readEndAtCut() throws(ParseError) {
    guard try next() == YAML_MAPPING_END_EVENT, try next() == YAML_DOCUMENT_END_EVENT,
      event.pointee.data.document_end.implicit != 0, try next() == YAML_STREAM_END_EVENT,
      event.pointee.end_mark.column == 0
    else { throw .unproven }
  }

  /// Where the text that follows the current event begins.
  var nextOrigin: TextOrigin {
    TextOrigin(lines: Int(end.line) - 1, index: origin.index + event.pointee.end_mark.index)
  }

  /// Reads a part of the list that begins with the list's prologue, up to its first entry. The text must outlive the reading.
  func enterPart(
    _ text: UnsafeBufferPointer<UInt8>, restoresText: Bool, from origin: TextOrigin
  ) throws(ParseError) {
    try begin()
    restoresPart = restoresText
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    try readPrologue(from: origin)
  }

  /// Reads the rest of the file, which begins in a list.
  func enterRest(of layout: ListLayout, from origin: TextOrigin) throws(ParseError) {
    guard let input else { return }
    try begin()
    restoresPart = nil
    input.putBack(layout.prologue[...])
    yaml_parser_set_input(parser, YAMLInput.handler, Unmanaged.passUnretained(input).toOpaque())
    try readPrologue(from: origin)
  }

  /// The prologue has one line; its code points are left out of what `origin` counts.
  private func readPrologue(from origin: TextOrigin) throws(ParseError) {
    for type in [
      YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT, YAML_MAPPING_START_EVENT, YAML_SCALAR_EVENT,
      YAML_SEQUENCE_START_EVENT,
    ] {
      guard try next() == type else { throw .unproven }
      if type == YAML_SCALAR_EVENT {
        // The scalar is one letter before a colon and the line's end.
        self.origin = TextOrigin(lines: origin.lines - 1, index: origin.index - event.pointee.end_mark.index - 2)
      }
    }
    firstLine = UInt32(truncatingIfNeeded: origin.lines)
  }
}

extension SourceMark {
  /// libyaml counts from 0.
  @inline(__always)
  init(_ mark: yaml_mark_t) {
    self.init(line: UInt32(truncatingIfNeeded: mark.line &+ 1), column: UInt32(truncatingIfNeeded: mark.column &+ 1))
  }
}
