import CLibYAML
import RequestModel

/// Reads one document: the header's keys as they come, then `requests`, one entry at a time. No tree of it is built.
///
/// YAML mappings have no order. Where `requestTypes` or `defaults` stand behind `requests`, the entries were judged
/// without them: `lateHeader` hands them out, and the file is read a second time with `knownHeader`.
struct DocumentReader {
  private let capture: NodeCapture
  private let set: DeclaredSet
  private let findings: Findings
  private let knownHeader: HeaderAsWritten?
  private var written = HeaderAsWritten()
  private var seen: [DocumentKey: SourceRange] = [:]
  private var requestsWereRead = false
  private(set) var lateHeader: HeaderAsWritten?
  /// Where the first key of it stands.
  private(set) var lateKey: SourceRange?

  init(_ capture: NodeCapture, into set: DeclaredSet, knownHeader: HeaderAsWritten?) {
    self.capture = capture
    self.set = set
    self.findings = capture.findings
    self.knownHeader = knownHeader
  }

  /// Reads the document whose root node's first event is the current one.
  mutating func read() throws(ReadingStop) {
    guard capture.reader.event.pointee.type == YAML_MAPPING_START_EVENT else { return try readOther() }
    let start = capture.reader.event.pointee.range
    set.noteDocument()
    try capture.enter()
    var firstKey: SourceRange?
    while try capture.reader.next() != YAML_MAPPING_END_EVENT {
      let checkpoint = capture.written.checkpoint()
      let key = try capture.node()
      firstKey = firstKey ?? key.range
      _ = try capture.reader.next()
      if try !readValue(of: key) { capture.written.forget(from: checkpoint) }
    }
    capture.leave()
    checkMissing(at: firstKey ?? SourceRange(at: start.start))
    if requestsWereRead { noteLateHeader() } else { _ = DocumentHeader(knownHeader ?? written, findings) }
  }

  /// A document that is no mapping: nothing at all is fine.
  private func readOther() throws(ReadingStop) {
    let root = try capture.node()
    if root.isNull { return }
    set.noteDocument()
    _ = KindRule.isMapping(root, as: "a document", findings)
  }

  // MARK: Keys

  /// `false` where nothing of the value is needed any more.
  private mutating func readValue(of key: YAMLNode) throws(ReadingStop) -> Bool {
    guard let known = newKey(key) else {
      _ = try capture.node()
      return false
    }
    seen[known] = key.usageRange
    switch known {
    case .apiVersion: DocumentKindRule.checkVersion(try value(of: known), findings)
    case .kind: DocumentKindRule.checkKind(try value(of: known), findings)
    case .requestTypes: written.requestTypes = try capture.node()
    case .defaults: written.defaults = try capture.node()
    case .requests: try readRequests()
    }
    return true
  }

  /// The key of the language that is there for the first time.
  private func newKey(_ key: YAMLNode) -> DocumentKey? {
    guard let known = known(key) else { return nil }
    guard let earlier = seen[known] else { return known }
    DuplicateKeys.report(key, after: earlier, findings)
    return nil
  }

  private func known(_ key: YAMLNode) -> DocumentKey? {
    guard let text = key.bytes else {
      if key.kind != .broken { DuplicateKeys.reportKind(of: key, findings) }
      return nil
    }
    if MergeKey.isOne(key) {
      findings.add(
        .mergeKey, at: key.usageRange, "a merge key cannot stand at the top level of a document",
        hint: "lay values under every request with defaults")
      return nil
    }
    guard let known = DocumentKey.named(text) else {
      UnknownKeyRule.report(key, among: DocumentKey.self, of: "a document", findings)
      return nil
    }
    return known
  }

  /// A value that has to be there; null is as good as missing.
  private mutating func value(of key: DocumentKey) throws(ReadingStop) -> YAMLNode {
    let value = try capture.node()
    if value.isNull { seen[key] = nil }
    return value
  }

  private func checkMissing(at firstKey: SourceRange) {
    for key in [DocumentKey.apiVersion, .kind, .requests] where seen[key] == nil {
      MissingKeyRule.report(key.name, nil, at: firstKey, "a document", findings)
    }
  }

  // MARK: Requests

  private mutating func readRequests() throws(ReadingStop) {
    var validation = EntryValidation(DocumentHeader(knownHeader ?? written, findings), into: set, findings: findings)
    requestsWereRead = true
    let start = capture.reader.event.pointee
    let before = set.entryCount
    guard start.type == YAML_SEQUENCE_START_EVENT, start.data.sequence_start.anchor == nil else {
      return try readWhole(&validation)
    }
    try capture.enter()
    while try capture.reader.next() != YAML_SEQUENCE_END_EVENT {
      let checkpoint = capture.written.checkpoint()
      try validation.validate(try capture.node())
      capture.written.forget(from: checkpoint)
    }
    capture.leave()
    if set.entryCount == before { warnOfNothing(at: start.range) }
  }

  /// A list that an alias may name, or comes from one, or no list at all. No value: no requests.
  private func readWhole(_ validation: inout EntryValidation) throws(ReadingStop) {
    let requests = try capture.node()
    if requests.isNull || requests.kind == .sequence && requests.count == 0 { warnOfNothing(at: requests.usageRange) }
    guard !requests.isNull, KindRule.isList(requests, as: "requests", findings) else { return }
    for entry in requests.items { try validation.validate(entry) }
  }

  private func warnOfNothing(at range: SourceRange) {
    findings.warn(
      .emptyRequests, at: range, "requests has no entry: this document asks for nothing",
      hint: "what was declared here before stays as it is: the API has no delete")
  }

  private mutating func noteLateHeader() {
    guard knownHeader == nil, let requests = seen[.requests] else { return }
    lateKey = [DocumentKey.requestTypes, .defaults].compactMap { seen[$0] }.filter { requests.start < $0.start }
      .min { $0.start < $1.start }
    if lateKey != nil { lateHeader = written }
  }
}
