package import Model

/// Why a command failed, for programs.
package enum ErrorJSON {
  /// The only object that a failed command prints, or the last one of a stream.
  package static func object(
    status: Int, message: String, hint: String?, diagnostics: [Diagnostic] = []
  ) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "type": .string("error"),
      "status": .integer(status),
      "message": .string(message),
      "hint": hint.map { .string($0) },
      "diagnostics": DiagnosticJSON.list(diagnostics),
    ])
  }
}
