import Model

/// `fields` of a named request type: what each requester field is called, and what it takes.
enum FieldDeclarationRule {
  static func read(_ node: YAMLNode?, findings: Findings) -> [NamedField] {
    guard let node, KindRule.isMapping(node, as: "fields", findings: findings) else { return [] }
    var fields: [NamedField] = []
    for (number, pair) in node.pairs.enumerated() {
      guard number < RequestLimits.fields else {
        FieldCountRule.report(at: pair.key, "a request type", findings: findings)
        break
      }
      guard let name = pair.key.bytes else { continue }
      if name.isEmpty { NameRule.report(pair.key, "a field's name", findings: findings) }
      fields.append(field(name, pair.value, after: fields, findings: findings))
    }
    return fields
  }

  private static func field(
    _ name: YAMLText, _ node: YAMLNode, after fields: [NamedField], findings: Findings
  ) -> NamedField {
    var (kind, isRequired) = (RequestType.Field.Kind.text, false)
    var id: YAMLNode?
    var prompt: YAMLPair?
    var options: YAMLPair?
    let isMapping = KindRule.isMapping(node, as: "the field \(name.quoted)", findings: findings)
    for part in node.pairs {
      guard let key = part.key.bytes else { continue }
      switch FieldKey.named(key) {
      case .id: id = id ?? part.value
      case .prompt: prompt = prompt ?? part
      case .type: kind = self.kind(part.value, findings: findings) ?? kind
      case .required: isRequired = flag(part.value, findings: findings)
      case .options: options = options ?? part
      case nil: UnknownKeyRule.report(part.key, among: FieldKey.self, of: "a field", findings: findings)
      }
    }
    if isMapping { checkReference(id, prompt, of: node, findings: findings) }
    let field = NamedField(
      name: name.string, id: id.flatMap { $0.isNull ? nil : FieldIDRule.check($0, findings: findings) },
      prompt: prompt.flatMap { Self.prompt($0.value, findings: findings) }, kind: kind, isRequired: isRequired,
      options: options.flatMap { $0.value.isNull ? nil : FieldOptionsRule.read($0, for: kind, findings: findings) })
    if let id, field.identity != nil { reportDuplicate(of: field, at: id, after: fields, findings: findings) }
    if let prompt, field.prompt != nil {
      reportDuplicate(of: field, at: prompt.value, after: fields, findings: findings)
    }
    return field
  }

  /// Either of the two identifies the field in the org.
  private static func checkReference(
    _ id: YAMLNode?, _ prompt: YAMLPair?, of node: YAMLNode, findings: Findings
  ) {
    guard let prompt, !prompt.value.isNull else {
      guard id?.isNull ?? true else { return }
      findings.add(
        .missingKey, at: node.firstKeyRange, "missing required key \"id\" or \"prompt\"",
        hint: "add the id, or as prompt the question that the org asks")
      return
    }
    if let id, !id.isNull {
      findings.add(
        .fieldConflict, at: prompt.key.usageRange, "id and prompt are mutually exclusive",
        hint: "remove one of them", notes: [findings.note("the id is here", at: id.usageRange.start)])
    }
  }

  private static func prompt(_ node: YAMLNode, findings: Findings) -> NamedField.Prompt? {
    guard !node.isNull, let text = KindRule.text(node, as: "prompt", findings: findings) else { return nil }
    if text.isBlank { PromptRule.report(node, findings: findings) }
    return text.isBlank ? nil : NamedField.Prompt(text: text.string, range: node.usageRange)
  }

  private static func reportDuplicate(
    of field: NamedField, at node: YAMLNode, after fields: [NamedField], findings: Findings
  ) {
    let other = fields.first { other in
      field.identity != nil && other.identity == field.identity
        || field.prompt != nil && other.prompt?.text == field.prompt?.text
    }
    guard let other else { return }
    let what = field.identity != nil ? "id" : "prompt"
    findings.add(.duplicateField, at: node.usageRange, "duplicate \(what): the field \(other.name) has it too")
  }

  /// TEXT where it is left out, as in the API (contract schema `field-writable`).
  private static func kind(_ node: YAMLNode, findings: Findings) -> RequestType.Field.Kind? {
    guard !node.isNull, let text = KindRule.text(node, as: "type", findings: findings) else { return nil }
    let words = ManifestLanguage.fieldKinds.map(\.rawValue)
    if let kind = RequestType.Field.Kind(rawValue: text.short), text.count < 10 { return kind }
    findings.add(
      .fieldType, at: node.range, "expected \(words.joined(separator: ", ")) for a field's type, found \(text.quoted)",
      hint: findings.guess(text.short, among: words))
    return nil
  }

  /// `false` where it is left out.
  private static func flag(_ node: YAMLNode, findings: Findings) -> Bool {
    guard !node.isNull, let text = KindRule.text(node, as: "required", findings: findings) else { return false }
    if text == "true" { return true }
    if text == "false" { return false }
    findings.add(.fieldRequired, at: node.range, "expected true or false for required, found \(text.quoted)")
    return false
  }
}

/// `options` of a SELECT field: at least one, each 1–280 code points (contract schema `field-option-value`), each once.
enum FieldOptionsRule {
  static func read(_ pair: YAMLPair, for kind: RequestType.Field.Kind, findings: Findings) -> NameIndex? {
    guard kind == .select else {
      findings.add(
        .fieldOptions, at: pair.key.usageRange, "a \(kind.rawValue) field cannot have options", hint: "set type: SELECT"
      )
      return nil
    }
    guard KindRule.isList(pair.value, as: "options", findings: findings) else { return nil }
    if pair.value.count == 0 {
      findings.add(.fieldOptions, at: pair.value.range, "options is empty; expected at least one option")
    }
    var seen = TextSet()
    var options: [[UInt8]] = []
    for item in pair.value.items {
      guard let text = KindRule.text(item, as: "an option", findings: findings) else { continue }
      if LengthRule.check(
        .fieldOptions, of: "an option", text, at: item, maximum: RequestLimits.option, findings: findings),
        !seen.insert(text)
      {
        findings.add(.fieldOptions, at: item.usageRange, "duplicate option \(text.quoted)")
      }
      options.append(Array(text.bytes))
    }
    return options.isEmpty ? nil : NameIndex(options)
  }
}

/// A field's id is a UUID of 36 characters (contract schema `field-id-writable`).
enum FieldIDRule {
  static func check(_ node: YAMLNode, hint: String? = nil, findings: Findings) -> YAMLText? {
    guard let text = KindRule.text(node, as: "a field's id", findings: findings) else { return nil }
    if FieldIdentity(text) != nil { return text }
    report(node, text, hint: hint, findings: findings)
    return nil
  }

  static func report(_ node: YAMLNode, _ text: YAMLText, hint: String?, findings: Findings) {
    findings.add(
      .fieldID, at: node.usageRange,
      "\(text.quoted) is not a valid field id: expected a UUID of 36 characters, found \(text.lengthOrForm(is: 36))",
      hint: hint)
  }
}

/// A prompt is any text but white space: the org's own words for a field, which only the org knows.
enum PromptRule {
  /// `false` also for text that looks like a mistyped field id: no prompt consists of hexadecimal digits.
  static func canBeOne(_ text: YAMLText) -> Bool {
    let isBrokenID = text.count >= 20 && text.bytes.allSatisfy { $0.isASCIIHexDigit || $0 == UInt8(ascii: "-") }
    return !isBrokenID && !text.isBlank
  }

  static func report(_ node: YAMLNode, findings: Findings) {
    findings.add(.fieldPrompt, at: node.range, "a prompt cannot be empty")
  }
}

enum FieldCountRule {
  static func report(at key: YAMLNode, _ owner: String, findings: Findings) {
    findings.add(.fieldCount, at: key.usageRange, "\(owner) has more than \(RequestLimits.fields) fields")
  }
}
