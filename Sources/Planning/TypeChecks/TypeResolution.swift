package import Model

/// Declared requests held against what the org says of their request types: fields that are named by their prompts are
/// looked up, and all that the org would refuse is reported. Pure.
///
/// Only what would be created is refused: a request that exists stays as it is, whatever became of its type. Where it
/// names a field by a prompt that is gone, a warning reports that the field is not compared.
package struct TypeResolution: Sendable {
  /// With the values of all fields whose ids are known.
  package private(set) var declarations: [RequestDeclaration]
  /// Why some of them cannot be created, by their keys: one line each.
  package private(set) var obstacles: [RequestKey: String] = [:]
  /// By file in the order of reading, then by place, each once; at most 10,000.
  package private(set) var diagnostics: [Diagnostic] = []
  /// Findings beyond those.
  package private(set) var leftOutCount = 0
  /// The request types that have findings.
  package private(set) var typesWithFindings: Set<RequestTypeID> = []
  /// Why the org was not asked about some of them: these have no findings.
  package var refusal: String?

  /// `keys` are those under which the declarations would be created, `nil` for what exists. Nothing is reported of a request type
  /// that the org was not asked about.
  package init(
    _ resolved: Resolution, types: [RequestTypeID: RequestTypeFact], creating keys: [RequestKey?]
  ) {
    declarations = resolved.declarations
    guard !resolved.entries.isEmpty else { return }
    var findings = TypeFindings()
    var defaults = UnmatchedDefaults()
    var current: CheckedEntry?
    for (index, entry) in resolved.entries.enumerated() {
      if current?.entry !== entry {
        current = CheckedEntry(entry, types[entry.requestTypeID])
        defaults.take(current)
      }
      guard let checked = current else { continue }
      if !checked.outcome.values.isEmpty { declarations[index].fieldValues = checked.outcome.values }
      if checked.isValid { continue }
      if let key = keys[index] {
        if let reason = FieldProblem.reason(checked.outcome.problems) { obstacles[key] = reason }
        findings.refuse(checked)
        defaults.add(checked, key)
      } else {
        findings.warn(checked)
      }
    }
    // Entries that were left out may be of the types that the others are for.
    for (checked, problem, keys) in resolved.isSelection ? [] : defaults.unmatched {
      findings.add(problem.diagnostic(in: checked.entry), checked)
      for key in keys where obstacles[key] == nil { obstacles[key] = problem.message }
    }
    (diagnostics, leftOutCount, typesWithFindings) = (
      findings.sorted(), findings.leftOutCount, findings.typesWithFindings
    )
  }
}

/// An entry, and what its request type makes of its fields.
final class CheckedEntry {
  let entry: DeclaredEntry
  let outcome: RequestTypeCheck.Outcome

  init(_ entry: DeclaredEntry, _ fact: RequestTypeFact?) {
    self.entry = entry
    outcome =
      fact.map { RequestTypeCheck(id: entry.requestTypeID, fact: $0).check(entry.fields) }
      ?? .init(unchecked: entry.fields)
  }

  var isValid: Bool { outcome.problems.isEmpty && outcome.leftOut.isEmpty }
}

/// The defaults that no request type of the set has, so far. A default is meant for the types that have it; where none
/// does, it is hardly meant at all.
private struct UnmatchedDefaults {
  private var matched: Set<SourcePlace> = []
  private var waiting: [SourcePlace: (checked: CheckedEntry, number: Int, keys: [RequestKey])] = [:]

  /// Takes in which of the entry's defaults its type has, or may have.
  mutating func take(_ checked: CheckedEntry?) {
    guard let checked else { return }
    for (number, field) in checked.entry.fields.enumerated() where field.isDefault {
      if checked.outcome.leftOut[number] == nil { matched.insert(place(of: number, in: checked.entry)) }
    }
  }

  /// Takes in a request that would be created without these defaults.
  mutating func add(_ checked: CheckedEntry, _ key: RequestKey) {
    for number in checked.outcome.leftOut.keys {
      waiting[place(of: number, in: checked.entry), default: (checked, number, [])].keys.append(key)
    }
  }

  private func place(of number: Int, in entry: DeclaredEntry) -> SourcePlace {
    entry.place(of: entry.fields[number].fieldRange)
  }

  var unmatched: [(checked: CheckedEntry, problem: FieldProblem, keys: [RequestKey])] {
    waiting.filter { !matched.contains($0.key) }.values.compactMap { checked, number, keys in
      checked.outcome.leftOut[number].map { (checked, $0, keys) }
    }
  }
}
