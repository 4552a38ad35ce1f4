import RequestModel

/// `fields` of a named request type: what each requester field is called, and what it takes.
enum FieldDeclarationRule {
  static func read(_ node: YAMLNode?, _ findings: Findings) -> [NamedField] {
    guard let node, KindRule.isMapping(node, as: "fields", findings) else { return [] }
    var fields: [NamedField] = []
    for (number, pair) in node.pairs.enumerated() {
      guard number < RequestLimits.fields else {
        FieldCountRule.report(at: pair.key, "a request type", findings)
        break
      }
      guard let name = pair.key.bytes else { continue }
      if name.isEmpty { NameRule.report(pair.key, "a field's name", findings) }
      fields.append(field(name, pair.value, after: fields, findings))
    }
    return fields
  }

  private static func field(
    _ name: YAMLText, _ node: YAMLNode, after fields: [NamedField], _ findings: Findings
  ) -> NamedField {
    var (kind, isRequired) = (RequestType.Field.Kind.text, false)
    var id: YAMLNode?
    var prompt: YAMLPair?
    var options: YAMLPair?
    let isMapping = KindRule.isMapping(node, as: "the field \(name.shown)", findings)
    for part in node.pairs {
      guard let key = part.key.bytes else { continue }
      switch FieldKey.named(key) {
      case .id: id = id ?? part.value
      case .prompt: prompt = prompt ?? part
      case .type: kind = self.kind(part.value, findings) ?? kind
      case .required: isRequired = flag(part.value, findings)
      case .options: options = options ?? part
      case nil: UnknownKeyRule.report(part.key, among: FieldKey.self, of: "a field", findings)
      }
    }
    if isMapping { checkReference(id, prompt, of: node, findings) }
    let field = NamedField(
      name: name.string, id: id.flatMap { $0.isNull ? nil : FieldIDRule.check($0, findings) },
      prompt: prompt.flatMap { Self.prompt($0.value, findings) }, kind: kind, isRequired: isRequired,
      options: options.flatMap { $0.value.isNull ? nil : FieldOptionsRule.read($0, for: kind, findings) })
    if let id, field.identity != nil { reportDouble(of: field, at: id, after: fields, findings) }
    if let prompt, field.prompt != nil { reportDouble(of: field, at: prompt.value, after: fields, findings) }
    return field
  }

  /// Either of the two tells which field of the org it is.
  private static func checkReference(
    _ id: YAMLNode?, _ prompt: YAMLPair?, of node: YAMLNode, _ findings: Findings
  ) {
    guard let prompt, !prompt.value.isNull else {
      guard id?.isNull ?? true else { return }
      findings.add(
        .missingKey, at: node.firstKeyRange, "a field must have id or prompt",
        hint: "the prompt is the question that the org asks")
      return
    }
    if let id, !id.isNull {
      findings.add(
        .fieldConflict, at: prompt.key.usageRange, "id and prompt are both given, one is enough",
        hint: "leave one of them out", notes: [findings.note("the id stands here", at: id.usageRange.start)])
    }
  }

  private static func prompt(_ node: YAMLNode, _ findings: Findings) -> NamedField.Prompt? {
    guard !node.isNull, let text = KindRule.text(node, as: "prompt", findings) else { return nil }
    if text.isBlank { PromptRule.report(node, findings) }
    return text.isBlank ? nil : NamedField.Prompt(text: text.string, range: node.usageRange)
  }

  private static func reportDouble(
    of field: NamedField, at node: YAMLNode, after fields: [NamedField], _ findings: Findings
  ) {
    let other = fields.first { other in
      field.identity != nil && other.identity == field.identity
        || field.prompt != nil && other.prompt?.text == field.prompt?.text
    }
    guard let other else { return }
    let what = field.identity != nil ? "id" : "prompt"
    findings.add(.duplicateField, at: node.usageRange, "the field \(other.name) has this \(what) already")
  }

  /// TEXT where it is left out, as in the API (contract schema `field-writable`).
  private static func kind(_ node: YAMLNode, _ findings: Findings) -> RequestType.Field.Kind? {
    guard !node.isNull, let text = KindRule.text(node, as: "type", findings) else { return nil }
    let words = ManifestLanguage.fieldKinds.map(\.rawValue)
    if let kind = RequestType.Field.Kind(rawValue: text.short), text.count < 10 { return kind }
    findings.add(
      .fieldType, at: node.range, "a field's type is \(words.joined(separator: ", ")), this is \(text.shown)",
      hint: findings.guess(text.short, among: words))
    return nil
  }

  /// `false` where it is left out.
  private static func flag(_ node: YAMLNode, _ findings: Findings) -> Bool {
    guard !node.isNull, let text = KindRule.text(node, as: "required", findings) else { return false }
    if text == "true" { return true }
    if text == "false" { return false }
    findings.add(.fieldRequired, at: node.range, "required is true or false, this is \(text.shown)")
    return false
  }
}

/// `options` of a SELECT field: at least one, each 1–280 code points (contract schema `field-option-value`), each once.
enum FieldOptionsRule {
  static func read(_ pair: YAMLPair, for kind: RequestType.Field.Kind, _ findings: Findings) -> NameIndex? {
    guard kind == .select else {
      findings.add(
        .fieldOptions, at: pair.key.usageRange, "a \(kind.rawValue) field has no options", hint: "write type: SELECT")
      return nil
    }
    guard KindRule.isList(pair.value, as: "options", findings) else { return nil }
    if pair.value.count == 0 {
      findings.add(.fieldOptions, at: pair.value.range, "options must name at least one option")
    }
    var seen = TextSet()
    var options: [[UInt8]] = []
    for item in pair.value.items {
      guard let text = KindRule.text(item, as: "an option", findings) else { continue }
      if !text.hasLength(upTo: RequestLimits.option) {
        LengthRule.report(.fieldOptions, "an option", text, at: item, most: RequestLimits.option, findings)
      } else if !seen.insert(text) {
        findings.add(.fieldOptions, at: item.usageRange, "the option \(text.shown) is there already")
      }
      options.append(Array(text.bytes))
    }
    return options.isEmpty ? nil : NameIndex(options)
  }
}

/// A field's id is a UUID of 36 characters (contract schema `field-id-writable`).
enum FieldIDRule {
  static func check(_ node: YAMLNode, hint: String? = nil, _ findings: Findings) -> YAMLText? {
    guard let text = KindRule.text(node, as: "a field's id", findings) else { return nil }
    if FieldIdentity(text) != nil { return text }
    report(node, text, hint: hint, findings)
    return nil
  }

  static func report(_ node: YAMLNode, _ text: YAMLText, hint: String?, _ findings: Findings) {
    findings.add(
      .fieldID, at: node.usageRange,
      "a field's id is a UUID of 36 characters, \(text.shown) \(text.lengthOrForm(is: 36))",
      hint: hint)
  }
}

/// A prompt is any text but white space: the org's own words for a field, which only the org knows.
enum PromptRule {
  /// `false` also for text that was surely meant to be a field's id: nobody asks a question in hexadecimal digits.
  static func canBeOne(_ text: YAMLText) -> Bool {
    let isBrokenID = text.count >= 20 && text.bytes.allSatisfy { $0.isASCIIHexDigit || $0 == UInt8(ascii: "-") }
    return !isBrokenID && !text.isBlank
  }

  static func report(_ node: YAMLNode, _ findings: Findings) {
    findings.add(.fieldPrompt, at: node.range, "a prompt cannot be empty")
  }
}

enum FieldCountRule {
  static func report(at key: YAMLNode, _ owner: String, _ findings: Findings) {
    findings.add(.fieldCount, at: key.usageRange, "\(owner) has more than \(RequestLimits.fields) fields")
  }
}
