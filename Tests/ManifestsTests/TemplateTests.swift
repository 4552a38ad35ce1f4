import Manifests
import Model
import Testing

@Suite("placeholders that a template has left")
struct TemplateTests {
  private static let rest = "requestTypeId: \(typeID)\nsubject: VPN"
  private static let field = "05c87fe9-11f6-4d40-a033-b155b39dcdbe"

  @Test(
    "are an error in names, subjects, users and field values",
    arguments: [
      "name: 1️⃣a-${NAME}", "name: 1️⃣'{{ name }}'", "users: [1️⃣'${USER}', 2️⃣'{{user}}@x', { group: 3️⃣'${GROUP}' }]",
      "requesterFields: { \(field): 1️⃣'Starts ${START:-now}' }", "requesterFields: { \(field): [1️⃣'{{ x }}'] }",
      "users: [1️⃣{{ user_id }}, 2️⃣{{ .Values.user }}]", "users: 1️⃣{{ users }}", "name: 1️⃣{{ name }}",
      "requesterFields: { \(field): 1️⃣{{ reason }} }", "requesterFields: 1️⃣{{ fields }}",
    ])
  func unfilled(line: String) throws {
    let manifest = MarkedManifest(entry("\(Self.rest)\n\(line)"))
    let reading = try ManifestSet.of(manifest.text)
    #expect(reading.findings.map(\.code) == manifest.marks.map { _ in .template })
    #expect(Set(reading.findings.map(\.mark)) == Set(manifest.marks.values))
    #expect(
      reading.diagnostics.allSatisfy { $0.severity == .error && $0.hint?.hasPrefix("render the template") == true })
  }

  @Test(
    "are an error in a subject, an entry's own or a default one, wherever defaults stand",
    arguments: ["${X}", "{{ x }}"])
  func subject(placeholder: String) throws {
    try expectFindings(entry("requestTypeId: \(typeID)\nsubject: 1️⃣'VPN for \(placeholder)'"), (1, .template))
    for late in [false, true] {
      let defaults = "defaults: { subject: 1️⃣'VPN for \(placeholder)' }\n"
      let requests = "requests: [{ requestTypeId: \(typeID) }]\n"
      try expectFindings(head + (late ? requests + defaults : defaults + requests), (1, .template))
      let types = "requestTypes: {}\n"
      try expectFindings(head + defaults + requests + (late ? types : ""), (1, .template))
    }
  }

  @Test("placeholders in a message are a warning, and it is sent as it is")
  func message() throws {
    let reading = try expectFindings(
      entry("\(Self.rest)\nmessages: [1️⃣'Hello ${NAME}', 2️⃣'{{ name }}: $${x}', a]"), (1, .template), (2, .template))
    #expect(reading.isValid)
    #expect(reading.declarations.first?.messages == ["Hello ${NAME}", "{{ name }}: ${x}", "a"])
  }

  @Test("a doubled dollar sign writes the literal, once, however often an alias leads to it")
  func literal() throws {
    let reading = try expectFindings(
      head + """
        requestTypes:
          a: { id: \(typeID), fields: { f: { id: \(Self.field), type: SELECT, options: ['${o}'] } } }
        requests:
          - requestType: a
            name: &text $${a} and $${b
            subject: *text
            requesterFields: { f: &list ['$${o}'] }
            users: ['$${x}']
            messages: [*text]
          - { requestType: a, subject: '$$$${c}', requesterFields: { f: *list }, users: [y] }

        """)
    #expect(reading.declared.map(\.entry.name) == ["${a} and ${b", nil])
    #expect(reading.declared.map(\.entry.subject) == ["${a} and ${b", "$$${c}"])
    #expect(reading.declared.map(\.entry.messages) == [["${a} and ${b"], []])
    #expect(reading.declared.map { $0.entry.fields.map(\.value) } == [[.selection("${o}")], [.selection("${o}")]])
    #expect(reading.declared.map(\.requester) == [.name("${x}"), .name("y")])
  }

  @Test(
    "braces that belong to no placeholder are text",
    arguments: ["${", "a {{ b", "a } ${ b", "$a {b}", "{ {b} }", "}}{{", "$ {a}"])
  func text(value: String) throws {
    let reading = try expectFindings(entry("\(Self.rest)\nname: '\(value)'"))
    #expect(reading.declared.first?.entry.name == value)
  }

  @Test("many openings without an end take no time")
  func linear() throws {
    for unit in ["{{", "${", "$${", "{{ }", "${{"] {
      let text = String(repeating: unit, count: 50_000)
      #expect(try ManifestSet.of(entry("\(Self.rest)\nname: '\(text)'")).declarationCount <= 1)
      #expect(try ManifestSet.of(entry("\(Self.rest)\nname: '\(text)}}'")).declarationCount <= 1)
    }
  }

  @Test(
    "a template that is not valid YAML is reported as a template",
    arguments: [
      "name: {{ a }}-{{ b }}", "{% if x %}\nname: a\n{% endif %}", "name: {{- a }}", "{{- if x }}\nname: a\n{{- end }}",
    ])
  func syntax(lines: String) throws {
    let syntax = try ManifestSet.of(entry("\(Self.rest)\n\(lines)")).diagnostics.filter { $0.code == .syntax }
    #expect(syntax.count == 1)
    #expect(syntax.first?.message.contains("template placeholder") == true)
  }
}
