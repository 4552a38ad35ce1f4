import Manifests
import Model
import Testing

/// A manifest text with markers (`1️⃣`, `2️⃣`, …) that stand right before the places where findings are expected.
struct MarkedManifest {
  private(set) var text = ""
  private(set) var marks: [Int: SourceMark] = [:]

  /// Takes the markers out and remembers their places.
  init(_ marked: String) {
    var mark = SourceMark.start
    var scalars = Array(marked.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      if scalars.starts(with: ["\u{FE0F}", "\u{20E3}"]), let number = Int(String(scalar)) {
        scalars.removeFirst(2)
        marks[number] = mark
        continue
      }
      text.unicodeScalars.append(scalar)
      if scalar == "\n" {
        mark = SourceMark(line: mark.line + 1, column: 1)
      } else {
        mark.column += 1
      }
    }
  }
}

/// A finding that is expected at a marker.
struct Expected: Equatable, CustomStringConvertible {
  var mark: SourceMark
  var code: DiagnosticCode

  var description: String { "\(mark.line):\(mark.column) \(code)" }
}

extension ManifestSet {
  /// Reads a text as the only file of a set.
  static func of(_ text: String, keeping: ManifestReader.Retention = .declarations) throws -> ManifestSet {
    try of(bytes: Array(text.utf8), keeping: keeping)
  }

  static func of(bytes: [UInt8], keeping: ManifestReader.Retention = .declarations) throws -> ManifestSet {
    try ManifestReader().read(sources: [ManifestSource(name: "m.yaml", bytes: bytes)], keeping: keeping)
  }

  /// What is declared, of a set that names everything by its id.
  var declarations: [RequestDeclaration] {
    declared.map { request in
      var user: UserID?
      if case .id(let id) = request.requester { user = id }
      let values = request.entry.fields.compactMap { field -> RequesterFieldValue? in
        guard case .id(let id) = field.field else { return nil }
        return RequesterFieldValue(id: id, value: field.value)
      }
      return request.declaration(for: user, fieldValues: values)
    }
  }

  var findings: [Expected] { diagnostics.map { Expected(mark: $0.range.start, code: $0.code) } }
}

/// Expects exactly these findings, each at its marker, and answers the reading.
@discardableResult
func expectFindings(
  _ marked: String, _ codes: (Int, DiagnosticCode)..., location: SourceLocation = #_sourceLocation
) throws -> ManifestSet {
  let manifest = MarkedManifest(marked)
  let reading = try ManifestSet.of(manifest.text)
  let expected = try codes.map { number, code in
    Expected(mark: try #require(manifest.marks[number], sourceLocation: location), code: code)
  }
  #expect(reading.findings == expected, sourceLocation: location)
  return reading
}

/// A document around an entry of a request type that no name is given.
func entry(_ lines: String) -> String {
  head + "requests:\n" + indented(lines, as: "- ")
}

/// A document around an entry of the request type `salesforce`, with fields of all kinds.
func namedEntry(_ lines: String) -> String {
  head + salesforce + "requests:\n" + indented(lines, as: "- ")
}

let head = "apiVersion: writ/v1\nkind: AccessRequests\n"
let salesforce = """
  requestTypes:
    salesforce:
      id: 08ab2db568c7c300079fefd0
      fields:
        justification: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, required: true }
        until: { id: ec9da40d-9c1b-41c6-8016-edfd010b02d2, type: DATE-TIME }
        product: { id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43, type: SELECT, options: [Sales Cloud, Service Cloud] }

  """
let typeID = "61eb2db568c7c300079fefd2"
let user = "00ub0oNGTSWTBKOLGLNR"
let otherUser = "00uijntSwJjSHtDY70g3"

private func indented(_ lines: String, as bullet: String) -> String {
  lines.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { number, line in
    (number == 0 ? bullet : line.isEmpty ? "" : "  ") + line
  }.joined(separator: "\n") + "\n"
}
