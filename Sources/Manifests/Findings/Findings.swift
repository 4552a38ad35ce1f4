import Model

/// The problems found so far: each once, in the order of reading, at most `limit` of them kept. When there is no room left,
/// errors replace warnings.
final class Findings {
  /// As many as a reader or a report can use; the rest is only counted.
  static let limit = 10_000

  private var errors = Share()
  private var warnings = Share()
  /// How often a rule was broken, repeated findings at one place included; warnings do not count.
  @exclusivity(unchecked) private(set) var violationCount = 0
  private var known: Set<Diagnostic> = []
  /// How many suggestions of a similar name may still be made: each compares with every known name.
  private var guessesLeft = 50
  /// The files that have findings, in the order of reading.
  private var order: [String: Int] = [:]
  /// The file that the next findings are about, as the user named it.
  var file = ""
  /// The row of a table that fills the entry which is being checked.
  var row: RowPlace?

  /// Errors and warnings, those beyond the limit included.
  var errorCount: Int { errors.count }
  var warningCount: Int { warnings.count }
  var leftOut: Int { errors.leftOut + warnings.leftOut }
  var isEmpty: Bool { errors.count + warnings.count == 0 }

  /// Texts are only created while there is room for them. A finding that ends its file replaces another.
  func add(
    _ code: DiagnosticCode, at range: SourceRange, _ message: @autoclosure () -> String,
    hint: @autoclosure () -> String? = nil, notes: @autoclosure () -> [Diagnostic.Note] = []
  ) {
    violationCount += 1
    if isFull, let last = warnings.dropLast() { known.remove(last) }
    if isFull {
      errors.leftOut += 1
      guard code.endsFile, let last = errors.popLast() else { return }
      known.remove(last)
    }
    keep(finding(.error, code, at: range, message(), hint(), notes()), in: &errors)
  }

  /// Adds a warning, which does not make the set invalid.
  func warn(
    _ code: DiagnosticCode, at range: SourceRange, _ message: @autoclosure () -> String,
    hint: @autoclosure () -> String? = nil, notes: @autoclosure () -> [Diagnostic.Note] = []
  ) {
    guard !isFull else { return warnings.leftOut += 1 }
    keep(finding(.warning, code, at: range, message(), hint(), notes()), in: &warnings)
  }

  /// One at a cell says where the manifest takes it.
  private func finding(
    _ severity: Diagnostic.Severity, _ code: DiagnosticCode, at range: SourceRange, _ message: String, _ hint: String?,
    _ notes: [Diagnostic.Note]
  ) -> Diagnostic {
    guard let row, range.isInTable else {
      return Diagnostic(
        severity: severity, code: code, message: message, file: file, range: range, hint: hint, notes: notes)
    }
    let text = row.text(at: range)
    if let text, row.isOfManifest(text, for: code) {
      return Diagnostic(
        severity: severity, code: code, message: message, file: file, range: text.written.range, hint: hint,
        notes: notes)
    }
    let used = [text.map { usage(of: $0) } ?? note("for this entry", at: row.entry)]
    return Diagnostic(
      severity: severity, code: code, message: message, file: row.file,
      range: text.map { row.cell(of: $0, for: code) } ?? range.unmarked, hint: hint, notes: notes + used)
  }

  /// Where something of an entry is; of one that is repeated for a row, the row, if it is not itself a cell.
  @inline(__always)
  func placed(_ range: SourceRange) -> SourceRange {
    guard let row, !range.isInTable else { return range }
    return row.range
  }

  /// What `body` finds is about another file.
  func inFile<Value>(_ name: String, _ body: () -> Value) -> Value {
    let (before, row) = (file, row)
    file = name
    self.row = nil
    defer { (file, self.row) = (before, row) }
    return body()
  }

  /// What `body` finds is about a table: about its file, or where it has none about the manifest.
  func inFile<Value>(of table: TableDeclaration, _ body: () -> Value) -> Value {
    table.file.map { inFile($0, body) } ?? body()
  }

  private var isFull: Bool { errors.kept.count + warnings.kept.count >= Self.limit }

  private func keep(_ finding: Diagnostic, in share: inout Share) {
    guard known.insert(finding).inserted else { return }
    if order[finding.file] == nil { order[finding.file] = order.count }
    share.append(finding)
  }

  /// Where the manifest, which is the file at the moment, takes a cell.
  func usage(of text: EntryTemplate.Text) -> Diagnostic.Note {
    Diagnostic.Note(message: "used here", place: SourcePlace(file: file, mark: text.written.range.start))
  }

  /// Another place of the file that the next findings are about.
  func note(_ message: String, at mark: SourceMark) -> Diagnostic.Note {
    Diagnostic.Note(
      message: message, place: SourcePlace(file: mark.isInTable ? row?.file ?? file : file, mark: mark.unmarked))
  }

  /// `did you mean …?` with the known name that is nearest; `nil` if none is similar, or after
  /// 50 such hints.
  func guess(_ written: String, among names: @autoclosure () -> [String], prefix: String = "") -> String? {
    guard guessesLeft > 0 else { return nil }
    guessesLeft -= 1
    return NearestName.hint(for: written, among: names(), prefix: prefix)
  }

  // MARK: Rolling back, if a file has to be read a second time

  struct Checkpoint {
    fileprivate let leftOutErrors: Int
    fileprivate let leftOutWarnings: Int
    fileprivate let fileCount: Int
    fileprivate let guessesLeft: Int
  }

  /// Replaces the checkpoint before.
  func checkpoint() -> Checkpoint {
    errors.beginChanges()
    warnings.beginChanges()
    return Checkpoint(
      leftOutErrors: errors.leftOut, leftOutWarnings: warnings.leftOut, fileCount: order.count,
      guessesLeft: guessesLeft)
  }

  /// Undoes all since the last checkpoint.
  func rollBack(to checkpoint: Checkpoint) {
    for (added, lost) in [errors.undoChanges(), warnings.undoChanges()] {
      known.subtract(added)
      known.formUnion(lost)
    }
    errors.leftOut = checkpoint.leftOutErrors
    warnings.leftOut = checkpoint.leftOutWarnings
    order = order.filter { $0.value < checkpoint.fileCount }
    guessesLeft = checkpoint.guessesLeft
  }

  /// By mark within each file, files in the order of their reading (which is the order of the first finding in each).
  func sorted() -> [Diagnostic] {
    (errors.kept + warnings.kept).sorted(byFile: order)
  }
}

/// The findings of one severity: those that are kept, and how many were left out.
private struct Share {
  private(set) var kept: [Diagnostic] = []
  var leftOut = 0
  /// How many are kept from before the checkpoint, and those that made room since, the last one first.
  private var before = 0
  private var lost: [Diagnostic] = []

  var count: Int { kept.count + leftOut }

  mutating func append(_ finding: Diagnostic) { kept.append(finding) }

  /// Makes room: removes the last one, which is only counted now.
  mutating func dropLast() -> Diagnostic? {
    guard let last = popLast() else { return nil }
    leftOut += 1
    return last
  }

  /// Makes room for one that is counted in its place.
  mutating func popLast() -> Diagnostic? {
    let last = kept.popLast()
    if let last, kept.count < before {
      lost.append(last)
      before = kept.count
    }
    return last
  }

  mutating func beginChanges() {
    before = kept.count
    lost = []
  }

  /// Returns what is not kept any more, and what is kept again.
  mutating func undoChanges() -> (added: ArraySlice<Diagnostic>, lost: [Diagnostic]) {
    let (added, lost) = (kept[before...], lost)
    kept.removeLast(added.count)
    kept += lost.reversed()
    beginChanges()
    return (added, lost)
  }
}
