import CLibYAML
package import Model

/// A small YAML file of one document, read as a whole with the same checks as a manifest (limits, marks, duplicate keys,
/// tags): for the local server's seed and for settings files.
package final class YAMLDocument {
  /// Maximum size in bytes of a manifest (manifest language, limits) and of any other file that Writ reads.
  package static let sizeLimit = 256 * 1024 * 1024

  /// What reading a file gives.
  package struct Reading {
    /// `nil` if the file cannot be parsed to its end.
    package var document: YAMLDocument?
    /// All findings.
    package var findings: [Diagnostic]
  }

  private let written: NodeBuffer
  private let rootIndex: Int?

  private init(written: NodeBuffer, rootIndex: Int?) {
    self.written = written
    self.rootIndex = rootIndex
  }

  /// Passes the root node to `body`, `nil` if the file is empty. No node may leave the closure.
  package func withRoot<Result, Failure>(
    _ body: (YAMLNode?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(self) { () throws(Failure) -> Result in try body(rootIndex.map { written.node(at: $0) }) }
  }

  /// Reads a file.
  package static func read(
    path: String, limit: Int = sizeLimit
  ) throws(ManifestSourceError) -> Reading {
    try read(ManifestSource(path: FilePath(path)), limit: limit)
  }

  /// Reads a file, or bytes in memory.
  package static func read(
    _ source: ManifestSource, limit: Int = sizeLimit
  ) throws(ManifestSourceError) -> Reading {
    let reader = try source.open()
    let findings = Findings()
    findings.file = source.name
    do throws(ParseError) {
      try SizeRule.check(reader, limit: limit, findings: findings)
      let builder = NodeBuilder(try YAMLEventReader(reader, findings: findings), findings: findings)
      let root = try buildOnlyDocument(builder, findings: findings)
      return Reading(
        document: YAMLDocument(written: builder.written, rootIndex: root), findings: findings.sorted())
    } catch {
      if case .unreadable(let reason) = error { throw .unreadable(path: source.name, reason: reason) }
      return Reading(document: nil, findings: findings.sorted())
    }
  }

  /// The one document's root node.
  private static func buildOnlyDocument(_ builder: NodeBuilder, findings: Findings) throws(ParseError) -> Int? {
    var root: Int?
    while true {
      switch try builder.reader.next() {
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
      case YAML_STREAM_END_EVENT:
        builder.checkAliasesAtEnd()
        return root
      case YAML_DOCUMENT_START_EVENT:
        builder.reader.startDocument()
        guard root == nil else {
          findings.add(.extraDocument, at: builder.reader.range, "expected one document, found another")
          throw .reported
        }
      default: root = try builder.node().index
      }
    }
  }
}

/// Checks the size of a file before anything is read.
enum SizeRule {
  static func check(_ reader: ByteReader, limit: Int, findings: Findings) throws(ParseError) {
    guard reader.size > limit else { return }
    findings.add(
      .fileSize, at: SourceRange(at: .start), "the file is larger than \(limit / 1_048_576) MiB",
      hint: "split it: a set may have any number of files")
    throw .reported
  }
}
