import Model

/// What is reported of the entries of a set: each finding once, however many users an entry has.
struct TypeFindings {
  /// As many as a person or a report can use, as in validation; the rest is only counted.
  private static let limit = 10_000

  private struct Spot: Hashable {
    var file: String
    var range: SourceRange
    var code: DiagnosticCode

    init(_ finding: Diagnostic) {
      file = finding.file
      range = finding.range
      code = finding.code
    }
  }

  private(set) var typesWithFindings: Set<RequestTypeID> = []
  private(set) var leftOutCount = 0
  private var kept: [Diagnostic] = []
  private var known: Set<Diagnostic> = []
  private var refusedSpots: Set<Spot> = []
  private var files: [String: Int] = [:]
  private var lastRefused: CheckedEntry?
  private var lastWarned: CheckedEntry?

  /// Reports all that keeps the entry's requests from being created.
  mutating func refuse(_ checked: CheckedEntry) {
    guard lastRefused !== checked else { return }
    lastRefused = checked
    for problem in checked.outcome.problems { add(problem.diagnostic(in: checked.entry), checked) }
  }

  /// Warns which fields of existing requests cannot be compared.
  mutating func warn(_ checked: CheckedEntry) {
    guard lastWarned !== checked else { return }
    lastWarned = checked
    for problem in checked.outcome.problems where problem.hidesPrompt(of: checked.entry) {
      var finding = problem.diagnostic(in: checked.entry)
      finding.severity = .warning
      finding.message += ": this field of existing requests is not compared"
      add(finding, checked)
    }
  }

  mutating func add(_ finding: Diagnostic, _ checked: CheckedEntry) {
    typesWithFindings.insert(checked.entry.requestTypeID)
    files[finding.file] = files[finding.file] ?? files.count
    guard known.insert(finding.withoutNotes).inserted else { return }
    if finding.severity == .error { refusedSpots.insert(Spot(finding)) }
    if kept.count < Self.limit { kept.append(finding) } else { leftOutCount += 1 }
  }

  /// A warning is left out where an error reports the same.
  func sorted() -> [Diagnostic] {
    kept.filter { $0.severity == .error || !refusedSpots.contains(Spot($0)) }.sorted(byFile: files)
  }
}

extension FieldProblem {
  /// The finding at its place.
  func diagnostic(in entry: DeclaredEntry) -> Diagnostic {
    let notes = earlier.map { number in
      Diagnostic.Note(message: "first written here", place: entry.place(of: entry.fields[number].fieldRange))
    }
    return entry.diagnostic(
      code, message, at: range(in: entry), hint: hint, notes: [notes].compactMap(\.self))
  }

  private func range(in entry: DeclaredEntry) -> SourceRange {
    switch part {
    case .requestType: entry.requestTypeRange
    case .request: entry.range
    case .name(let number): entry.fields[number].promptRange ?? entry.fields[number].fieldRange
    case .value(let number): entry.fields[number].valueRange
    }
  }

  /// Whether it keeps a prompt from being looked up.
  fileprivate func hidesPrompt(of entry: DeclaredEntry) -> Bool {
    switch part {
    case .name(let number): entry.fields[number].isPrompt || earlier.map { entry.fields[$0].isPrompt } == true
    case .requestType: code == .missingRequestType && entry.fields.contains(where: \.isPrompt)
    case .request, .value: false
    }
  }
}
