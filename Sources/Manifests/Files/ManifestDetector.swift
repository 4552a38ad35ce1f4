import CLibYAML
import Model

/// Decides whether a file that was found in a folder is a manifest: folders contain other YAML files too.
enum ManifestDetector {
  /// Words that only manifests have, for files in which no key can be read.
  private static let words = ["writ/v", "AccessRequests", "requests:", "\"requests\"", "requestTypes"]
  /// Bytes searched for them.
  private static let searched = 1 << 20

  /// A document at its top level has `apiVersion: writ/…`, `kind: AccessRequests`, `requests` or `requestTypes`. A file
  /// that cannot be parsed that far counts as a manifest if it contains one of the words, and so does a `WrongFile`: its
  /// finding must not be lost. `okta.yaml` holds settings, perhaps secrets: it counts only if such a key can be read.
  static func isManifest(_ source: ManifestSource, named path: FilePath) throws(ManifestSourceError) -> Bool {
    let reader = try source.open()
    if let wrong = WrongFile.kind(of: reader, named: source.name) { return wrong != .table }
    do throws(ParseError) {
      return try hasKey(YAMLEventReader(reader, findings: Findings()))
    } catch {
      if case .unreadable(let reason) = error { throw .unreadable(path: source.name, reason: reason) }
      return path.foldedName.elementsEqual("okta.yaml".utf8) ? false : hasWord(try source.open())
    }
  }

  /// Reads until a key of manifests comes at the top level of a document.
  private static func hasKey(_ events: YAMLEventReader) throws(ParseError) -> Bool {
    var depth = 0
    var isMapping = false
    /// The key whose value comes next.
    var key: String?
    while true {
      let type = try events.next()
      switch type {
      case YAML_STREAM_END_EVENT: return false
      case YAML_DOCUMENT_START_EVENT:
        events.startDocument()
        (depth, key) = (0, nil)
      case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT:
        if depth == 0 { isMapping = type == YAML_MAPPING_START_EVENT }
        depth += 1
        guard depth <= NodeBuilder.depthLimit else { throw .reported }
      case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT, YAML_SCALAR_EVENT, YAML_ALIAS_EVENT:
        if type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT { depth -= 1 }
        guard depth == 1, isMapping else { continue }
        let text = type == YAML_SCALAR_EVENT ? scalar(of: events.event) : ""
        if let known = key {
          if isMark(known, text) { return true }
          key = nil
        } else {
          if text == DocumentKey.requests.name || text == DocumentKey.requestTypes.name { return true }
          key = text
        }
      default: continue
      }
    }
  }

  /// The beginning of the current event's text.
  private static func scalar(of event: UnsafePointer<yaml_event_t>) -> String {
    let bytes = UnsafeBufferPointer(start: writ_scalar_value(event), count: min(100, writ_scalar_length(event)))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isMark(_ key: String, _ value: String) -> Bool {
    key == DocumentKey.apiVersion.name && value.hasPrefix("writ/")
      || key == DocumentKey.kind.name && value == ManifestLanguage.kind
  }

  private static func hasWord(_ reader: ByteReader) -> Bool {
    var start: [UInt8] = []
    SourceText.forEachPart(of: reader) { part in
      start += part
      return start.count < searched
    }
    let text = String(decoding: start, as: UTF8.self)
    return words.contains { text.contains($0) }
  }
}
