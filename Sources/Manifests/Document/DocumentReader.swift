import CLibYAML
import Model

/// Reads one document: the header's keys as they come, then `requests`, one entry at a time. No tree of it is built.
///
/// YAML mappings have no order. Where `requestTypes`, `tables` or `defaults` come after `requests`, the entries were checked
/// without them: `lateHeader` returns them, and the file is read a second time with `knownHeader`.
struct DocumentReader {
  private let builder: NodeBuilder
  private let set: DeclaredSet
  private let findings: Findings
  private let knownHeader: RawHeader?
  private let threads: ReadingThreads
  /// The place of the first key of a block mapping, with which all others are aligned.
  private var keyColumn: SourceMark?
  private var written = RawHeader()
  private var seen: [DocumentKey: SourceRange] = [:]
  private var requestsWereRead = false
  private(set) var lateHeader: RawHeader?
  /// Where its first key is.
  private(set) var lateKey: SourceRange?

  init(_ builder: NodeBuilder, into set: DeclaredSet, knownHeader: RawHeader?, threads: ReadingThreads) {
    self.threads = threads
    self.builder = builder
    self.set = set
    self.findings = builder.findings
    self.knownHeader = knownHeader
  }

  /// Reads the document whose root node's first event is the current one.
  mutating func read() throws(ParseError) {
    guard builder.reader.event.pointee.type == YAML_MAPPING_START_EVENT else { return try readOther() }
    let start = builder.reader.range
    set.noteDocument()
    try builder.enter()
    var firstKey: SourceRange?
    while try builder.reader.next() != YAML_MAPPING_END_EVENT {
      let checkpoint = builder.written.checkpoint()
      let key = try builder.node()
      if firstKey == nil {
        firstKey = key.range
        // Elsewhere than its first key, a mapping has braces, a tag, an anchor or a `?`.
        if key.usageRange.start == start.start { keyColumn = start.start }
      }
      _ = try builder.reader.next()
      if try !readValue(of: key) { builder.written.forget(from: checkpoint) }
    }
    builder.leave()
    checkMissing(at: firstKey ?? SourceRange(at: start.start))
    if requestsWereRead { noteLateHeader() } else { _ = header() }
  }

  /// A document that is not a mapping: an empty one is valid.
  private func readOther() throws(ParseError) {
    let root = try builder.node()
    if root.isNull { return }
    set.noteDocument()
    _ = KindRule.isMapping(root, as: "a document", findings: findings)
  }

  // MARK: Keys

  /// Returns `false` if the value is not needed any more.
  private mutating func readValue(of key: YAMLNode) throws(ParseError) -> Bool {
    guard let known = newKey(key) else {
      _ = try builder.node()
      return false
    }
    seen[known] = key.usageRange
    switch known {
    case .apiVersion: try checkValue(of: known, is: ManifestLanguage.apiVersion, code: .apiVersion)
    case .kind: try checkValue(of: known, is: ManifestLanguage.kind, code: .kind)
    case .requestTypes: written.requestTypes = try builder.node()
    case .tables: written.tables = try builder.node()
    case .defaults: written.defaults = try builder.node()
    case .requests: try readRequests()
    }
    return true
  }

  /// The key of the manifest language, if it is one and the first of its name.
  private func newKey(_ key: YAMLNode) -> DocumentKey? {
    guard let known = known(key) else { return nil }
    guard let earlier = seen[known] else { return known }
    DuplicateKeys.report(key, after: earlier, findings: findings)
    return nil
  }

  private func known(_ key: YAMLNode) -> DocumentKey? {
    guard let text = key.bytes else {
      if key.kind != .broken { DuplicateKeys.reportKind(of: key, findings: findings) }
      return nil
    }
    if MergeKey.isOne(key) {
      findings.add(
        .mergeKey, at: key.usageRange, "a merge key is not allowed at the top level of a document",
        hint: "use defaults for values that all requests share")
      return nil
    }
    guard let known = DocumentKey.named(text) else {
      UnknownKeyRule.report(key, among: DocumentKey.self, of: "a document", findings: findings)
      return nil
    }
    return known
  }

  /// `apiVersion` or `kind`, which say what language the document is written in; null counts as missing.
  private mutating func checkValue(
    of key: DocumentKey, is expected: String, code: DiagnosticCode
  ) throws(ParseError) {
    let value = try builder.node()
    if value.isNull { seen[key] = nil }
    guard !value.isNull, let text = KindRule.text(value, as: key.name, findings: findings),
      !text.bytes.elementsEqual(expected.utf8)
    else { return }
    findings.add(
      code, at: value.range, "unsupported \(key.name) \(text.quoted); expected \(expected)", hint: "write \(expected)")
  }

  private func checkMissing(at firstKey: SourceRange) {
    for key in [DocumentKey.apiVersion, .kind, .requests] where seen[key] == nil {
      MissingKeyRule.report(key.name, nil, at: firstKey, findings: findings)
    }
  }

  // MARK: Requests

  private mutating func readRequests() throws(ParseError) {
    let header = header()
    var validation = EntryValidation(header, into: set, findings: findings)
    defer { UnusedTableRule.check(header.tables, findings: findings) }
    requestsWereRead = true
    let (start, range) = (builder.reader.event.pointee, builder.reader.range)
    let before = set.entryCount
    guard start.type == YAML_SEQUENCE_START_EVENT, start.data.sequence_start.anchor == nil else {
      return try readWhole(&validation)
    }
    try builder.enter()
    let isBlock = start.data.sequence_start.style == YAML_BLOCK_SEQUENCE_STYLE && start.data.sequence_start.tag == nil
    let list = EntryList(
      builder: builder, layout: isBlock ? ListLayout(keys: keyColumn, entries: range.start) : nil, threads: threads)
    try list.forEachEntry { entry throws(ParseError) in try validation.validate(entry) }
    builder.leave()
    if set.entryCount == before { warnOfNothing(at: range) }
  }

  private func header() -> DocumentHeader {
    DocumentHeader(knownHeader ?? written, tables: set.tables, findings: findings)
  }

  /// A list with an anchor, an alias, or another kind of value. Null: no requests.
  private func readWhole(_ validation: inout EntryValidation) throws(ParseError) {
    let requests = try builder.node()
    if requests.isNull || requests.kind == .sequence && requests.count == 0 { warnOfNothing(at: requests.usageRange) }
    guard !requests.isNull, KindRule.isList(requests, as: "requests", findings: findings) else { return }
    for entry in requests.items { try validation.validate(entry) }
  }

  private func warnOfNothing(at range: SourceRange) {
    findings.warn(
      .emptyRequests, at: range, "requests is empty; this document would create nothing",
      hint: "requests that were created before stay in the org: writ cancel takes them back until someone decides")
  }

  private mutating func noteLateHeader() {
    guard knownHeader == nil, let requests = seen[.requests] else { return }
    lateKey = [DocumentKey.requestTypes, .tables, .defaults].compactMap { seen[$0] }.filter {
      requests.start < $0.start
    }
    .min { $0.start < $1.start }
    if lateKey != nil { lateHeader = written }
  }
}
