import CLibYAML
import RequestModel

/// Reads one file of a set into declarations and findings: once, or, where a header stands behind its requests, twice.
struct FileReading {
  /// How many documents of a file may have their header behind their requests: it has to be kept for each.
  static let lateHeaderLimit = 10_000

  private let reader: ByteReader
  private let set: DeclaredSet
  private let findings: Findings

  init(_ reader: ByteReader, into set: DeclaredSet, findings: Findings) {
    self.reader = reader
    self.set = set
    self.findings = findings
  }

  func read() throws(ReadingStop) {
    try SizeRule.check(reader, limit: YAMLDocument.sizeLimit, findings)
    if let wrong = WrongFile.kind(of: reader) { return wrong.report(to: findings) }
    let (set, findings) = (set.checkpoint(), findings.checkpoint())
    var stop: ReadingStop?
    var headers: [Int: HeaderAsWritten] = [:]
    do throws(ReadingStop) { try readDocuments(&headers) } catch { stop = error }
    if headers.isEmpty {
      if let stop { throw stop }
      return
    }
    self.set.rollBack(to: set)
    self.findings.rollBack(to: findings)
    try readDocuments(&headers)
  }

  /// Reads all documents, with the headers that are known by their documents' numbers, and adds those that came late.
  private func readDocuments(_ headers: inout [Int: HeaderAsWritten]) throws(ReadingStop) {
    let capture = NodeCapture(try YAMLEventReader(reader, findings: findings), findings: findings)
    let isFirstReading = headers.isEmpty
    var number = 0
    while true {
      switch try capture.reader.next() {
      case YAML_STREAM_START_EVENT: continue
      case YAML_STREAM_END_EVENT: return capture.checkAliasesAtEnd()
      case YAML_DOCUMENT_START_EVENT: capture.reader.startDocument()
      case YAML_DOCUMENT_END_EVENT:
        number += 1
        capture.written.removeAll()
      default:
        var document = DocumentReader(capture, into: set, knownHeader: headers[number])
        try document.read()
        guard let late = document.lateHeader else { continue }
        if isFirstReading, headers.count < Self.lateHeaderLimit {
          headers[number] = keep(late, from: capture)
        } else if let key = document.lateKey {
          reportOrder(at: key)
        }
      }
    }
  }

  /// Takes the document's buffer away for the second reading, and leaves a new one.
  private func keep(_ late: HeaderAsWritten, from capture: NodeCapture) -> HeaderAsWritten {
    var late = late
    late.owner = capture.written
    capture.written.trim()
    capture.written = WrittenEvents()
    return late
  }

  private func reportOrder(at key: SourceRange) {
    findings.add(
      .keyOrder, at: key,
      "more than \(Self.lateHeaderLimit) documents of this file have requestTypes or defaults behind requests",
      hint: "write requests last")
  }
}
