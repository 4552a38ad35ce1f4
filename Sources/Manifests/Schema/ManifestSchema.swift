import Model

/// The JSON Schema of manifests (draft 2020-12), for editors: made from the same keys and numbers that the validator
/// uses, so that both say the same. `schemas/manifest.schema.json` is this text.
///
/// Only `writ validate` checks what JSON Schema cannot express: names and fields that another part of the file declares,
/// duplicate requests in a set, white-space-only text of other scripts, dates that no calendar has.
package enum ManifestSchema {
  /// The schema as JSON text, with a line end.
  package static var text: String { document.json() + "\n" }

  /// One line, without white space at its ends and without control characters.
  static let subjectPattern = "^(?!\\s)(?!.*\\s$)[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]+$"
  static let attemptPattern = "^([1-9][0-9]?|100)$|\(columnPattern)"
  static let requestTypeIDPattern = "^[a-fA-F0-9]{24}$|\(columnPattern)"
  /// An id, or a login or e-mail address: what begins with 00u is an id unless it has an @.
  static let userPattern = "^(00u[0-9a-zA-Z]{17}|(?!00u(?!.*@))[^\\s/]+)$|\(columnPattern)"
  static let groupPattern = "^(00g[0-9a-zA-Z]{17}|(?!00g[0-9a-zA-Z]*$).*\\S.*)$"
  static let fieldIDPattern = "^[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}$"

  private static var document: SchemaText {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Writ manifest",
      "description": "Access requests that should exist in an Okta org.",
      "type": "object",
      "required": ["apiVersion", "kind", "requests"],
      "additionalProperties": false,
      "properties": properties(of: DocumentKey.self, documentKey),
      "allOf": [
        unlessDefaulted([.subject], entriesNeed: ["required": ["subject"]]),
        unlessDefaulted(
          [.requestType, .requestTypeID],
          entriesNeed: ["anyOf": [["required": ["requestType"]], ["required": ["requestTypeId"]]]]),
      ],
      "$defs": definitions,
    ]
  }

  private static var definitions: SchemaText {
    [
      "requestTypeId": text(
        "The id of a request type: 24 hexadecimal digits.", pattern: requestTypeIDPattern),
      "fieldId": text("The id of a requester field: a UUID.", pattern: fieldIDPattern),
      "name": ["description": "A name of your own.", "type": written, "minLength": 1],
      "subject": subject,
      "user": user,
      "users": [
        "description":
          "One request for each of these users and members of groups; by default for the user whose token sends it.",
        "anyOf": [
          ["type": "array", "minItems": 1, "uniqueItems": true, "items": reference("user")],
          ["type": "null"],
        ],
      ],
      "message": limited("A message, sent after the request exists.", RequestLimits.message),
      "messages": nullable([
        "description": "Sent in this order after the request exists.", "type": "array", "items": reference("message"),
      ]),
      "requestType": requestType,
      "table": table,
      "field": field,
      "option": limited("An option of a SELECT field.", RequestLimits.option),
      "fieldValue": fieldValue,
      "requesterFields": requesterFields,
      "defaults": [
        "description": "Apply to every request of this document that does not set them itself.",
        "type": ["object", "null"],
        "additionalProperties": false,
        "not": bothTypes,
        "properties": properties(of: EntryKey.self, entryKey) { $0.isForDefaults },
      ],
      "entry": [
        "description": "A request, created for each of its users.",
        "type": "object",
        "additionalProperties": false,
        "not": bothTypes,
        "dependentRequired": .object([
          (EntryKey.condition.name, [.string(EntryKey.forEach.name)])
        ]),
        "properties": properties(of: EntryKey.self, entryKey),
      ],
    ]
  }

  // MARK: Keys

  private static func documentKey(_ key: DocumentKey) -> SchemaText {
    switch key {
    case .apiVersion:
      ["description": "The version of the manifest language.", "const": .string(ManifestLanguage.apiVersion)]
    case .kind: ["description": "What the document declares.", "const": .string(ManifestLanguage.kind)]
    case .requestTypes:
      [
        "description": "Names for request types and for their requester fields.",
        "type": ["object", "null"],
        "propertyNames": reference("name"),
        "additionalProperties": reference("requestType"),
      ]
    case .tables: tables
    case .defaults: reference("defaults")
    case .requests:
      ["description": "The requests.", "type": ["array", "null"], "items": reference("entry")]
    }
  }

  private static func entryKey(_ key: EntryKey) -> SchemaText {
    switch key {
    case .requestType: nullable(reference("name"))
    case .requestTypeID: nullable(reference("requestTypeId"))
    case .subject: nullable(reference("subject"))
    case .requesterFields: reference("requesterFields")
    case .users: reference("users")
    case .messages: reference("messages")
    case .name: nullable(reference("name"))
    case .forEach: forEach
    case .condition: condition
    case .attempt:
      [
        "description":
          "How many such requests may be created, each after the one before ended without access; 1 by default.",
        "anyOf": [
          ["type": "integer", "minimum": 1, "maximum": .number(RequestLimits.attempts)],
          ["type": "string", "pattern": .string(attemptPattern)],
          ["type": "null"],
        ],
      ]
    }
  }

  private static func requestTypeKey(_ key: RequestTypeKey) -> SchemaText {
    switch key {
    case .id: reference("requestTypeId")
    case .fields:
      [
        "description": "Its requester fields, each under a name of your own.",
        "type": ["object", "null"],
        "maxProperties": .number(RequestLimits.fields),
        "propertyNames": reference("name"),
        "additionalProperties": reference("field"),
      ]
    }
  }

  private static func fieldKey(_ key: FieldKey) -> SchemaText {
    switch key {
    case .id: reference("fieldId")
    case .prompt:
      ["description": "The question that the org asks, instead of the id.", "type": written, "pattern": "\\S"]
    case .type:
      [
        "description": "The kind of its values; TEXT by default.",
        "enum": .list(ManifestLanguage.fieldKinds.map { .string($0.rawValue) }),
      ]
    case .required:
      ["description": "Whether a request must have a value for it.", "enum": [true, false, "true", "false"]]
    case .options:
      [
        "description": "The options of a SELECT field.", "type": "array", "minItems": 1, "uniqueItems": true,
        "items": reference("option"),
      ]
    }
  }

  // MARK: Definitions

  private static var subject: SchemaText {
    [
      "description": "What the request is about; with request type and user it identifies the request.",
      "type": written, "minLength": 1, "maxLength": .number(RequestLimits.subject),
      "pattern": .string(subjectPattern),
    ]
  }

  private static var user: SchemaText {
    [
      "anyOf": [
        [
          "description": "A user's id, login or e-mail address.", "type": written, "minLength": 1,
          "maxLength": .number(ManifestLanguage.loginLength), "pattern": .string(userPattern),
        ],
        [
          "description": "Every member of a group.", "type": "object", "required": ["group"],
          "additionalProperties": false, "properties": properties(of: UserKey.self, userKey),
        ],
      ]
    ]
  }

  private static func userKey(_ key: UserKey) -> SchemaText {
    switch key {
    case .group:
      [
        "description": "The group's name or id.", "type": written, "minLength": 1,
        "maxLength": .number(ManifestLanguage.groupNameLength), "pattern": .string(groupPattern),
      ]
    }
  }

  private static var requestType: SchemaText {
    [
      "description": "A request type of the org.",
      "type": "object",
      "required": ["id"],
      "additionalProperties": false,
      "properties": properties(of: RequestTypeKey.self, requestTypeKey),
    ]
  }

  private static var field: SchemaText {
    [
      "description": "A requester field.",
      "type": "object",
      "oneOf": [["required": ["id"]], ["required": ["prompt"]]],
      "additionalProperties": false,
      "properties": properties(of: FieldKey.self, fieldKey),
      "if": ["required": ["options"]],
      "then": [
        "required": ["type"], "properties": ["type": ["const": .string(RequestType.Field.Kind.select.rawValue)]],
      ],
    ]
  }

  private static var fieldValue: SchemaText {
    [
      "description": "Text, an RFC 3339 date-time, or a list of one option, by the kind of the field.",
      "anyOf": [
        ["type": written, "minLength": 1, "maxLength": .number(RequestLimits.text)],
        ["type": "array", "minItems": 1, "maxItems": 1, "items": reference("option")],
        ["type": "null"],
      ],
    ]
  }

  private static var requesterFields: SchemaText {
    let item: SchemaText = [
      "type": "object", "required": .list(FieldValueKey.names.map { .string($0) }), "additionalProperties": false,
      "properties": ["id": reference("fieldId"), "value": reference("fieldValue")],
    ]
    let maximum = SchemaText.number(RequestLimits.fields)
    return [
      "description": "Answers to the request type's questions: by field name, prompt or id, or as the API's own list.",
      "anyOf": [
        ["type": "object", "maxProperties": maximum, "additionalProperties": reference("fieldValue")],
        ["type": "array", "maxItems": maximum, "items": item],
        ["type": "null"],
      ],
    ]
  }

  /// One way to say the request type is enough.
  private static var bothTypes: SchemaText {
    [
      "required": ["requestType", "requestTypeId"],
      "properties": ["requestType": ["type": written], "requestTypeId": ["type": written]],
    ]
  }

  /// What every entry must have itself, unless the defaults have a value for one of the keys.
  private static func unlessDefaulted(_ keys: [EntryKey], entriesNeed need: SchemaText) -> SchemaText {
    let isDefaulted = keys.map { key -> SchemaText in
      ["required": [.string(key.name)], "properties": .object([(key.name, ["type": written])])]
    }
    return [
      "if": ["required": ["defaults"], "properties": ["defaults": ["type": "object", "anyOf": .list(isDefaulted)]]],
      "else": ["properties": ["requests": ["items": need]]],
    ]
  }

  // MARK: Forms

  /// Editors guess at types; the validator takes what is written as text.
  static let written: SchemaText = ["string", "number", "boolean"]

  static func properties<Key: ManifestKey>(
    of keys: Key.Type, _ schema: (Key) -> SchemaText, where isTaken: (Key) -> Bool = { _ in true }
  ) -> SchemaText {
    .object(keys.allCases.filter(isTaken).map { ($0.name, schema($0)) })
  }

  static func reference(_ name: String) -> SchemaText { ["$ref": .string("#/$defs/\(name)")] }

  static func nullable(_ schema: SchemaText) -> SchemaText { ["anyOf": [schema, ["type": "null"]]] }

  private static func text(_ description: String, pattern: String) -> SchemaText {
    ["description": .string(description), "type": written, "pattern": .string(pattern)]
  }

  private static func limited(_ description: String, _ maximum: Int) -> SchemaText {
    ["description": .string(description), "type": written, "minLength": 1, "maxLength": .number(maximum)]
  }
}
