import CLibYAML
import Model

/// Reads one file of a set into declarations and findings: once, and again if a header comes after its requests, if rows of
/// a table have a name or a key in common, or if its parts cannot be read on their own.
struct FileParser {
  /// How many documents of a file may have their header after their requests: each such header is kept in memory.
  static let lateHeaderLimit = 10_000

  let reader: ByteReader
  let set: DeclaredSet
  let findings: Findings
  var threads = ReadingThreads.one

  func read() throws(ParseError) {
    try SizeRule.check(reader, limit: YAMLDocument.sizeLimit, findings: findings)
    if let wrong = WrongFile.kind(of: reader, named: findings.file) { return wrong.report(to: findings) }
    let start = (set: set.checkpoint(), findings: findings.checkpoint())
    defer { set.keepRows(false) }
    var headers: [Int: RawHeader] = [:]
    var threads = threads
    while true {
      var stop: ParseError?
      let known = headers
      do throws(ParseError) {
        let reader = try YAMLEventReader(reader, findings: findings, pieceSize: threads.pieceSize)
        do throws(ParseError) { try readDocuments(of: reader, &headers, threads) } catch {
          stop = error == .reported && reader.wasCut ? .unproven : error
        }
      } catch {
        stop = error
      }
      if stop == .unproven {
        // From the start, as if no part had been read on its own.
        threads = threads.alone
        headers = known
      } else if headers.count == known.count, !set.missesRows {
        if let stop { throw stop }
        return
      }
      set.rollBack(to: start.set)
      findings.rollBack(to: start.findings)
      if set.missesRows { set.keepRows(true) }
    }
  }

  /// Reads all documents, with the headers known by document number, and adds those that came after their requests.
  private func readDocuments(
    of reader: YAMLEventReader, _ headers: inout [Int: RawHeader], _ threads: ReadingThreads
  ) throws(ParseError) {
    let builder = NodeBuilder(reader, findings: findings)
    let isFirstReading = headers.isEmpty
    var number = 0
    while true {
      switch try builder.reader.next() {
      case YAML_STREAM_START_EVENT: continue
      case YAML_STREAM_END_EVENT: return builder.checkAliasesAtEnd()
      case YAML_DOCUMENT_START_EVENT: builder.reader.startDocument()
      case YAML_DOCUMENT_END_EVENT:
        number += 1
        builder.written.removeAll()
      default:
        var document = DocumentReader(builder, into: set, knownHeader: headers[number], threads: threads)
        try document.read()
        guard let late = document.lateHeader else { continue }
        if isFirstReading, headers.count < Self.lateHeaderLimit {
          headers[number] = keep(late, from: builder)
        } else if let key = document.lateKey {
          reportOrder(at: key)
        }
      }
    }
  }

  /// Keeps the document's buffer for the second reading, and gives the builder a new one.
  private func keep(_ late: RawHeader, from builder: NodeBuilder) -> RawHeader {
    var late = late
    late.owner = builder.written
    builder.written.trim()
    builder.written = NodeBuffer()
    return late
  }

  private func reportOrder(at key: SourceRange) {
    findings.add(
      .keyOrder, at: key,
      "more than \(Self.lateHeaderLimit) documents of this file have requestTypes, tables or defaults after requests",
      hint: "write requests last")
  }
}
