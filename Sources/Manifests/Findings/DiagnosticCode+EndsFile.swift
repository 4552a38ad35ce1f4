import Model

extension DiagnosticCode {
  /// Whether nothing of the file after the finding was read.
  var endsFile: Bool {
    switch self {
    case .syntax, .encoding, .controlCharacter, .fileSize, .depthLimit, .aliasLimit, .nodeLimit, .declarationLimit,
      .extraDocument, .wrongFile:
      true
    default: false
    }
  }
}
