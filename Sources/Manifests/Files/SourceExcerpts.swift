package import Model

/// The source lines that findings point at, read again in one pass over each file.
package struct SourceExcerpts: Sendable {
  private var excerpts: [String: [SourceRange: SourceExcerpt]] = [:]

  /// Reads the lines that `diagnostics` point into. A source that cannot be read any more has no excerpts.
  package init(of diagnostics: [Diagnostic], in sources: [ManifestSource]) {
    var wanted: [String: Set<SourceRange>] = [:]
    for finding in diagnostics { wanted[finding.file, default: []].insert(finding.range) }
    for source in sources {
      guard let ranges = wanted[source.name], let reader = try? source.open() else { continue }
      excerpts[source.name] = ExcerptReader(ranges).read(reader)
    }
  }

  /// The line that a diagnostic points into; `nil` where its source could not be read again.
  package func excerpt(for diagnostic: Diagnostic) -> SourceExcerpt? {
    excerpts[diagnostic.file]?[diagnostic.range]
  }
}

/// Collects windows of lines in one pass over the bytes of a file.
struct ExcerptReader {
  /// Code points shown of a long line, and how many of them are before the place.
  private static let width: UInt32 = 160
  private static let before: UInt32 = 60

  private struct Window {
    let range: SourceRange
    let first: UInt32
    let end: UInt32
    var bytes: [UInt8] = []
    /// Whether the line continues after the window.
    var isCut = false

    init(_ range: SourceRange) {
      self.range = range
      let column = range.start.column
      first = column + 20 <= ExcerptReader.width ? 1 : column - ExcerptReader.before
      end = first + ExcerptReader.width
    }
  }

  /// In the order of their lines and, within one, of their columns.
  private let windows: [Window]

  init(_ ranges: Set<SourceRange>) {
    windows = ranges.map { Window($0) }.sorted {
      ($0.range.start.line, $0.first) < ($1.range.start.line, $1.first)
    }
  }

  func read(_ reader: ByteReader) -> [SourceRange: SourceExcerpt] {
    var counter = MarkCounter()
    var waiting = windows[...]
    var open: [Window] = []
    var done: [Window] = []
    SourceText.forEachPart(of: reader) { part in
      for byte in part {
        let mark = counter.mark
        while let next = waiting.first,
          next.range.start.line < mark.line
            || next.range.start.line == mark.line && next.first <= mark.column
        {
          open.append(waiting.removeFirst())
        }
        let ends = counter.advance(over: byte)
        if !open.isEmpty { Self.feed(byte, at: mark, ends: ends, open: &open, done: &done) }
        if waiting.isEmpty, open.isEmpty { return false }
      }
      return true
    }
    return Dictionary(uniqueKeysWithValues: (done + open + waiting).map { ($0.range, Self.excerpt($0)) })
  }

  private static func feed(
    _ byte: UInt8, at mark: SourceMark, ends: Bool, open: inout [Window], done: inout [Window]
  ) {
    let isContinuation = byte & 0xC0 == 0x80
    // At a continuation byte the column is already that of the next character.
    let column = isContinuation ? mark.column - 1 : mark.column
    for index in open.indices.reversed() {
      if !ends, mark.line == open[index].range.start.line, column < open[index].end {
        if byte != 0x0A { open[index].bytes.append(byte) }
      } else {
        open[index].isCut = !ends && mark.line == open[index].range.start.line
        done.append(open.remove(at: index))
      }
    }
  }

  private static func excerpt(_ window: Window) -> SourceExcerpt {
    var line = ExcerptLine()
    if window.first > 1 { line.append("…") }
    let (start, end) = (window.range.start, window.range.end)
    var column = window.first
    for scalar in String(decoding: window.bytes, as: UTF8.self).unicodeScalars {
      let isUnder = column >= start.column && (end.line > start.line || column < max(end.column, start.column + 1))
      line.append(scalar, at: column, caretAt: start.column, isUnder: isUnder)
      column += 1
    }
    if window.isCut { line.append("…") }
    return line.excerpt
  }
}

/// Builds the shown line cell by cell.
private struct ExcerptLine {
  private static let tab = 4

  private var text = ""
  private var cells = 0
  private var caretColumn: Int?
  private var caretLength = 0

  mutating func append(_ mark: String) {
    text += mark
    cells += 1
  }

  mutating func append(_ scalar: Unicode.Scalar, at column: UInt32, caretAt caret: UInt32, isUnder: Bool) {
    if column == caret { caretColumn = cells }
    let width: Int
    if scalar == "\t" {
      width = Self.tab - cells % Self.tab
      text += String(repeating: " ", count: width)
    } else {
      let shown = scalar.visible
      width = shown.terminalCells
      text += shown
    }
    if isUnder { caretLength += width }
    cells += width
  }

  /// A place after the end of the line has its caret there.
  var excerpt: SourceExcerpt {
    SourceExcerpt(line: text, caretColumn: caretColumn ?? cells, caretLength: max(1, caretLength))
  }
}
