import CLibYAML
package import RequestModel

/// A small YAML file of one document as a whole, read with the same care as a manifest (limits, marks, duplicate keys,
/// tags): for the local server's seed and for settings files.
package final class YAMLDocument {
  /// The most bytes a manifest may have (manifest language, limits), and any other file that Writ reads.
  package static let sizeLimit = 256 * 1024 * 1024

  private let written: WrittenEvents
  private let rootIndex: Int?

  private init(written: WrittenEvents, rootIndex: Int?) {
    self.written = written
    self.rootIndex = rootIndex
  }

  /// Hands over the root node, `nil` where the file holds nothing; no node may leave the closure.
  package func withRoot<Result, Failure>(
    _ body: (YAMLNode?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(self) { () throws(Failure) -> Result in try body(rootIndex.map { written.node(at: $0) }) }
  }

  /// Reads a file: the document, `nil` where it cannot be read on, and all findings on the way.
  package static func read(
    path: String, limit: Int = sizeLimit
  ) throws(ManifestSourceError) -> (document: YAMLDocument?, findings: [Diagnostic]) {
    let reader = try ManifestSource(path: path).open()
    return try read(reader, name: path, limit: limit)
  }

  /// Reads bytes that are in memory; `name` stands for the file in the findings.
  package static func read(
    bytes: [UInt8], name: String, limit: Int = sizeLimit
  ) -> (document: YAMLDocument?, findings: [Diagnostic]) {
    do throws(ManifestSourceError) {
      return try read(ByteReader(bytes: bytes), name: name, limit: limit)
    } catch {
      let code = DiagnosticCode.syntax
      return (nil, [Diagnostic(code: code, message: error.text, file: name, range: SourceRange(at: .start))])
    }
  }

  private static func read(
    _ reader: ByteReader, name: String, limit: Int
  ) throws(ManifestSourceError) -> (document: YAMLDocument?, findings: [Diagnostic]) {
    let findings = Findings()
    findings.file = name
    do throws(ReadingStop) {
      try SizeRule.check(reader, limit: limit, findings)
      let capture = NodeCapture(try YAMLEventReader(reader, findings: findings), findings: findings)
      let root = try captureOnly(capture, findings)
      return (YAMLDocument(written: capture.written, rootIndex: root), findings.sorted())
    } catch {
      if case .unreadable(let reason) = error { throw .unreadable(path: name, reason: reason) }
      return (nil, findings.sorted())
    }
  }

  /// The one document's root node.
  private static func captureOnly(_ capture: NodeCapture, _ findings: Findings) throws(ReadingStop) -> Int? {
    var root: Int?
    while true {
      switch try capture.reader.next() {
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
      case YAML_STREAM_END_EVENT:
        capture.checkAliasesAtEnd()
        return root
      case YAML_DOCUMENT_START_EVENT:
        capture.reader.startDocument()
        guard root == nil else {
          findings.add(.extraDocument, at: capture.reader.event.pointee.range, "one document is expected in this file")
          throw .found
        }
      default: root = try capture.node().index
      }
    }
  }
}

/// The size of a file, asked before anything is read.
enum SizeRule {
  static func check(_ reader: ByteReader, limit: Int, _ findings: Findings) throws(ReadingStop) {
    guard reader.size > limit else { return }
    findings.add(
      .fileSize, at: SourceRange(at: .start), "the file is larger than \(limit / 1_048_576) MiB",
      hint: "split it: a set may have any number of files")
    throw .found
  }
}
