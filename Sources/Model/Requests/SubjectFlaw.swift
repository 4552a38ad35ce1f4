/// What keeps a text of the right length from being a subject. A subject is what finds an existing request, so that it must
/// come back from an org as it was sent: one line, without white space at its ends and without control characters.
package enum SubjectFlaw: Hashable, Sendable {
  /// White space only; so is an empty text.
  case blank
  /// A line end of Unicode: between other characters, or else at the ends.
  case lineBreak(isWithin: Bool)
  /// White space at the ends that breaks no line.
  case outerSpace
  /// The first control character that breaks no line.
  case control(Unicode.Scalar)

  /// All that is wrong with the characters of a text.
  package static func flaws(of text: String) -> [SubjectFlaw] {
    let scalars = text.unicodeScalars
    let start = scalars.firstIndex { !$0.properties.isWhitespace }
    guard let start, let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return [.blank] }
    let inner = scalars[start...last]
    let outer = [scalars[..<start], scalars[last...].dropFirst()]
    var flaws: [SubjectFlaw] = []
    if inner.contains(where: \.isLineBreak) {
      flaws.append(.lineBreak(isWithin: true))
    } else if outer.joined().contains(where: \.isLineBreak) {
      flaws.append(.lineBreak(isWithin: false))
    } else if outer.contains(where: { !$0.isEmpty }) {
      flaws.append(.outerSpace)
    }
    if let control = inner.first(where: { $0.isControl && !$0.isLineBreak }) { flaws.append(.control(control)) }
    return flaws
  }

  /// What is wrong, in one line.
  package var text: String {
    switch self {
    case .blank: "subject must not be only white space"
    case .lineBreak(isWithin: true): "subject must be one line, found a line break"
    case .lineBreak(isWithin: false): "subject must not begin or end with a line break"
    case .outerSpace: "subject must not begin or end with white space"
    case .control(let control): "subject must not contain the control character \(control.codePointName)"
    }
  }
}

extension Unicode.Scalar {
  /// Where Unicode has a line end (UAX 14: LF, VT, FF, CR, NEL, LS, PS).
  package var isLineBreak: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether it is a C0 or C1 control (Unicode category Cc).
  package var isControl: Bool { properties.generalCategory == .control }

  /// `U+0007`: at least four digits.
  package var codePointName: String { "U+" + value.digits(4, radix: 16, uppercase: true) }
}
