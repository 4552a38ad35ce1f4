import RequestModel

/// The words and numbers of the manifest language: the validator and the JSON Schema are both made from them. What saved
/// plans are held to as well is in `RequestLimits`.
enum ManifestLanguage {
  static let apiVersion = "writ/v1"
  static let kind = "AccessRequests"
  /// Code points of a login or an e-mail address (Okta's attribute `login` has 5–100).
  static let loginLength = 100
  /// Code points of a group's name (Okta's attribute `name` of a group).
  static let groupNameLength = 255
  /// Declarations of a set: as many as aliases may stand for nodes.
  static let declarationCount = 10_000_000
  static let fieldKinds: [RequestType.Field.Kind] = [.text, .dateTime, .select]
}

/// The keys of one kind of mapping.
protocol ManifestKey: RawRepresentable, CaseIterable, Sendable where RawValue == UInt8 {
  var word: StaticString { get }
}

extension ManifestKey {
  /// The key that these bytes spell.
  @inline(__always)
  static func named(_ text: YAMLText) -> Self? {
    var raw: UInt8 = 0
    while let key = Self(rawValue: raw) {
      if text == key.word { return key }
      raw += 1
    }
    return nil
  }

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
