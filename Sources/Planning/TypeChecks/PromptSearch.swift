package import Model

/// Finds the field of a request type that a person means by its prompt: as it is; else whatever the case of letters and
/// the white space; else without a question mark or an asterisk at the end. The first of these that fits any field counts.
struct PromptSearch {
  enum Outcome {
    case found(RequestType.Field)
    /// Several fields, at least two.
    case ambiguous([RequestType.Field])
    case unknown
  }

  let fields: [RequestType.Field]

  func find(_ written: String) -> Outcome {
    for form in [Self.asWritten, Self.folded, Self.bare] {
      let matches = fields.filter { form($0.prompt) == form(written) }
      if matches.count > 1 { return .ambiguous(matches) }
      if let match = matches.first { return .found(match) }
    }
    return .unknown
  }

  /// The field that an unknown prompt was likely meant to be: one that is spelled much like it, or the only one that it is
  /// a part of.
  func nearest(to written: String) -> RequestType.Field? {
    if let near = NearestName.nearest(to: written, among: fields.map(\.prompt)) {
      return fields.first { $0.prompt == near }
    }
    let part = Self.bare(written)
    guard part.count > 2 else { return nil }
    let whole = fields.filter { Self.bare($0.prompt).contains(part) }
    return whole.count == 1 ? whole.first : nil
  }

  private static func asWritten(_ prompt: String) -> String { prompt }

  private static func folded(_ prompt: String) -> String {
    prompt.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func bare(_ prompt: String) -> String {
    var text = folded(prompt)[...]
    while let last = text.last, last == "?" || last == "*" || last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

extension RequestType {
  /// Whether a prompt, as it is written, names any of its questions; `true` where the org does not show them.
  package func asks(_ prompt: String) -> Bool {
    guard let fields else { return true }
    if case .unknown = PromptSearch(fields: fields).find(prompt) { return false }
    return true
  }
}
