import RequestModel

/// The words and numbers of the manifest language: the validator and the JSON Schema both use them. Limits that saved
/// plans share are in `RequestLimits`.
enum ManifestLanguage {
  static let apiVersion = "writ/v1"
  static let kind = "AccessRequests"
  /// Code points of a login or an e-mail address (Okta's attribute `login` has 5–100).
  static let loginLength = 100
  /// Code points of a group's name (Okta's attribute `name` of a group).
  static let groupNameLength = 255
  /// Maximum number of declarations of a set: as many as aliases may expand to nodes.
  static let declarationCount = 10_000_000
  static let fieldKinds: [RequestType.Field.Kind] = [.text, .dateTime, .select]
}

/// The keys of one kind of mapping, in the order of the JSON Schema.
protocol ManifestKey: RawRepresentable, CaseIterable, Sendable where RawValue == UInt8 {
  var word: StaticString { get }
}

extension ManifestKey {
  /// The key with this name.
  @inline(__always)
  static func named(_ text: YAMLText) -> Self? { allCases.first { text == $0.word } }

  var name: String { word.description }
  static var names: [String] { allCases.map(\.name) }
}

/// Of a document.
enum DocumentKey: UInt8, ManifestKey {
  case apiVersion, kind, requestTypes, defaults, requests

  var word: StaticString {
    switch self {
    case .apiVersion: "apiVersion"
    case .kind: "kind"
    case .requestTypes: "requestTypes"
    case .defaults: "defaults"
    case .requests: "requests"
    }
  }
}

/// Of an entry of `requests`; `defaults` takes them all but the name and the attempt, which belong to one entry.
enum EntryKey: UInt8, ManifestKey {
  case requestType, requestTypeID, subject, requesterFields, users, messages, name, attempt

  var word: StaticString {
    switch self {
    case .requestType: "requestType"
    case .requestTypeID: "requestTypeId"
    case .subject: "subject"
    case .requesterFields: "requesterFields"
    case .users: "users"
    case .messages: "messages"
    case .name: "name"
    case .attempt: "attempt"
    }
  }

  /// Whether `defaults` takes it.
  var isForDefaults: Bool { self != .name && self != .attempt }
}

/// Of an item of `users` that is a mapping.
enum UserKey: UInt8, ManifestKey {
  case group

  var word: StaticString { "group" }
}

/// Of a request type in `requestTypes`.
enum RequestTypeKey: UInt8, ManifestKey {
  case id, fields

  var word: StaticString {
    switch self {
    case .id: "id"
    case .fields: "fields"
    }
  }
}

/// Of a field of a request type.
enum FieldKey: UInt8, ManifestKey {
  case id, prompt, type, required, options

  var word: StaticString {
    switch self {
    case .id: "id"
    case .prompt: "prompt"
    case .type: "type"
    case .required: "required"
    case .options: "options"
    }
  }
}

/// Of an item in the API's own list form of `requesterFields`.
enum FieldValueKey: UInt8, ManifestKey {
  case id, value

  var word: StaticString {
    switch self {
    case .id: "id"
    case .value: "value"
    }
  }
}
