package import Model

/// `validate --format json`: the outcome of checking a manifest set.
package enum DiagnosticJSON {
  /// `leftOut` findings are counted, but not listed.
  package static func document(
    isValid: Bool, declarations: Int, diagnostics: [Diagnostic], leftOut: Int = 0
  ) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "valid": .bool(isValid),
      "declarations": .integer(declarations),
      "diagnosticsLeftOut": .integer(leftOut),
      "diagnostics": list(diagnostics),
    ])
  }

  /// The value of every key `diagnostics`, whichever command prints them.
  static func list(_ diagnostics: [Diagnostic]) -> OrderedJSON { .array(diagnostics.map(object)) }

  /// The members of one of these objects, for the line of `apply --format json` that reports the diagnostic.
  package static func members(of diagnostic: Diagnostic) -> [OrderedJSON.Member] {
    if case .object(let members) = object(diagnostic) { members } else { [] }
  }

  private static func object(_ diagnostic: Diagnostic) -> OrderedJSON {
    .object([
      "severity": .string(diagnostic.severity.rawValue),
      "code": .string(diagnostic.code.rawValue),
      "message": .string(diagnostic.message),
      "file": .string(diagnostic.file),
      "line": .integer(Int(diagnostic.range.start.line)),
      "column": .integer(Int(diagnostic.range.start.column)),
      "endLine": .integer(Int(diagnostic.range.end.line)),
      "endColumn": .integer(Int(diagnostic.range.end.column)),
      "hint": diagnostic.hint.map { .string($0) },
      "notes": .array(diagnostic.notes.map(object)),
    ])
  }

  private static func object(_ note: Diagnostic.Note) -> OrderedJSON {
    .object([
      "message": .string(note.message),
      "file": .string(note.place.file),
      "line": .integer(Int(note.place.mark.line)),
      "column": .integer(Int(note.place.mark.column)),
    ])
  }
}
