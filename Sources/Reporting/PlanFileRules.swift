import Model

/// Holds the declarations of a saved plan to the rules of manifests, since the file may have been edited by hand and its
/// digest computed again: what no manifest can declare is not sent out of a plan either.
struct PlanFileRules {
  /// More flaws than this are counted only.
  private static let mostFlaws = 20

  private var lines: [String] = []
  private var count = 0

  /// Throws `PlanFileError.invalid` where one breaks a rule, or asks for what another one asks for. In a declaration that is
  /// `blocked` by an obstacle, and so is never sent, a name that the org does not know may stand for the requester's id.
  static func check(_ declarations: [RequestDeclaration], blocked: Set<RequestKey>) throws(PlanFileError) {
    var rules = PlanFileRules()
    var places: [RequestKey: SourcePlace] = [:]
    for declaration in declarations {
      for flaw in flaws(of: declaration, isBlocked: blocked.contains(declaration.key)) { rules.add(flaw, declaration) }
      if let first = places[declaration.key] {
        rules.add("this request is declared already (\(first.text))", declaration)
      } else {
        places[declaration.key] = declaration.place
      }
    }
    if rules.count > 0 { throw .invalid(rules.lines, leftOut: rules.count - rules.lines.count) }
  }

  private mutating func add(_ flaw: String, _ declaration: RequestDeclaration) {
    count += 1
    guard lines.count < Self.mostFlaws else { return }
    let name = declaration.name ?? declaration.subject
    lines.append("\(declaration.place.text): \"\(name.prefix(80).terminalSafe)\": \(flaw)")
  }

  private static func flaws(of declaration: RequestDeclaration, isBlocked: Bool) -> [String] {
    var flaws: [String] = []
    if !RequestTypeID.accepts(declaration.requestTypeID.text.utf8) {
      flaws.append("a request type's id is 24 hexadecimal digits, this is \(quoted(declaration.requestTypeID.text))")
    }
    if let requester = declaration.requester, !isBlocked, !UserID.accepts(requester.text.utf8) {
      flaws.append("a user's id is 00u and 17 letters or digits, this is \(quoted(requester.text))")
    }
    if let name = declaration.name {
      if name.isEmpty { flaws.append("a name cannot be empty") }
      flaws += nullFlaw("a name", name)
    }
    if !(1...RequestLimits.attempts).contains(declaration.attempt) {
      flaws.append("attempt is a whole number from 1 to \(RequestLimits.attempts), this is \(declaration.attempt)")
    }
    let length = RequestLimits.lengthFlaw("subject", declaration.subject, maximum: RequestLimits.subject)
    flaws += length.map { [$0] } ?? SubjectFlaw.flaws(of: declaration.subject).map(\.text)
    for message in declaration.messages { flaws += textFlaws("a message", message, maximum: RequestLimits.message) }
    return flaws + fieldFlaws(of: declaration.fieldValues)
  }

  private static func fieldFlaws(of fields: [RequesterFieldValue]) -> [String] {
    var flaws: [String] = []
    var ids: Set<FieldID> = []
    if fields.count > RequestLimits.fields { flaws.append("a request has more than \(RequestLimits.fields) fields") }
    for field in fields {
      if !FieldID.accepts(field.id.text.utf8) {
        flaws.append("a field's id is a UUID, this is \(quoted(field.id.text))")
      }
      if !ids.insert(field.id).inserted { flaws.append("the field \(quoted(field.id.text)) has a value already") }
      switch field.value {
      case .string(let text): flaws += textFlaws("a TEXT value", text, maximum: RequestLimits.text)
      case .selection(let option): flaws += textFlaws("an option", option, maximum: RequestLimits.option)
      }
    }
    return flaws
  }

  private static func textFlaws(_ what: String, _ text: String, maximum: Int) -> [String] {
    nullFlaw(what, text) + [RequestLimits.lengthFlaw(what, text, maximum: maximum)].compactMap(\.self)
  }

  /// Databases and libraries cut texts at U+0000.
  private static func nullFlaw(_ what: String, _ text: String) -> [String] {
    text.utf8.contains(0) ? ["\(what) cannot hold the character U+0000"] : []
  }

  private static func quoted(_ text: String) -> String { "\"\(text.prefix(80).terminalSafe)\"" }
}
