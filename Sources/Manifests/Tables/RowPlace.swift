import Model

/// The row that an entry is repeated for at the moment. Valid until the next one is read.
struct RowPlace {
  /// The table's file, or the manifest where the rows are written in it.
  let file: String
  /// The row's first cell.
  let range: SourceRange
  /// Its cell in the column by which plans are counted; `nil` if the table does not have it.
  let group: String?
  /// Where the entry is in the manifest.
  let entry: SourceMark
  /// A hash of the entry and of all texts that the row has filled: rows for which it is equal make equal entries.
  let hash: UInt32
  private let template: EntryTemplate
  private let row: TableRow

  init(
    _ row: TableRow, of table: TableDeclaration, for entry: SourceMark, in manifest: String,
    filling template: EntryTemplate, hash: UInt32
  ) {
    file = table.file ?? manifest
    self.entry = entry
    range = row.range(0).inTable()
    group = table.groupColumn.map { row.text($0).string }
    self.hash = hash
    self.template = template
    self.row = row
  }

  /// The text of the entry whose cell is at a range; `nil` if there is none there.
  func text(at range: SourceRange) -> EntryTemplate.Text? {
    range.text.flatMap { template.texts.indices.contains($0) ? template.texts[$0] : nil }
  }

  /// The cell of a text that a finding is most likely about, where it took several: the longest one, or the one with a
  /// character that makes the finding.
  func cell(of text: EntryTemplate.Text, for code: DiagnosticCode) -> SourceRange {
    let columns = text.columns.filter { !row.text($0).isEmpty }
    let weights = columns.map { column in
      switch code {
      case .subjectLength, .messageLength, .fieldText: row.text(column).codePointCount
      case .subjectLineBreak, .subjectControl, .subjectForm, .userName: Self.oddity(of: row.text(column))
      default: 0
      }
    }
    let heaviest = weights.firstIndex(of: weights.max() ?? 0)
    return row.range(heaviest.map { columns[$0] } ?? text.columns.first ?? 0)
  }

  /// Whether a finding is about what the manifest itself has in a text, whatever the cells are.
  func isOfManifest(_ text: EntryTemplate.Text, for code: DiagnosticCode) -> Bool {
    let literals = text.parts.map { part in if case .literal(let bytes) = part { bytes } else { [UInt8]() } }
    func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 }
    return switch code {
    case .subjectSpace: isSpace(literals.first?.first) || isSpace(literals.last?.last)
    case .subjectLineBreak, .subjectControl: literals.contains { $0.contains { $0 < 0x20 } }
    case .template: literals.first?.isEmpty == false
    default: false
    }
  }

  /// How odd the oddest of its characters is.
  private static func oddity(of text: YAMLText) -> Int {
    text.bytes.reduce(0) { most, byte in
      let oddity =
        byte < 0x20 || byte == 0x7F ? 3 : byte >= 0x80 ? 2 : byte == 0x20 || byte == UInt8(ascii: "/") ? 1 : 0
      return max(most, oddity)
    }
  }
}
