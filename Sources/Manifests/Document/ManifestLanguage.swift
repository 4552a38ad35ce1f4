import Model

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
protocol ManifestKey: RawRepresentable, CaseIterable, Sendable where RawValue == KeyWord {}

/// A key as it is written. Unlike a `String`, it is compared with the bytes of a file in one step.
struct KeyWord: ExpressibleByStringLiteral, Equatable {
  let text: StaticString

  @inline(__always)
  init(stringLiteral text: StaticString) { self.text = text }

  static func == (left: Self, right: Self) -> Bool { left.text.description == right.text.description }
}

extension ManifestKey {
  /// The key with this name.
  @inline(__always)
  static func named(_ text: YAMLText) -> Self? { allCases.first { text == $0.rawValue.text } }

  var name: String { rawValue.text.description }
  static var names: [String] { allCases.map(\.name) }
}

/// Of a document.
enum DocumentKey: KeyWord, ManifestKey {
  case apiVersion, kind, requestTypes, tables, defaults, requests
}

/// Of a table in `tables`.
enum TableKey: KeyWord, ManifestKey {
  case file, rows, delimiter, encoding
}

/// Of an entry of `requests`; `defaults` takes those that can be meant for several entries.
enum EntryKey: KeyWord, ManifestKey {
  case requestType
  case requestTypeID = "requestTypeId"
  case subject, requesterFields, users, messages, name, attempt, forEach
  case condition = "where"

  /// Whether `defaults` takes it.
  var isForDefaults: Bool {
    switch self {
    case .name, .attempt, .forEach, .condition: false
    case .requestType, .requestTypeID, .subject, .requesterFields, .users, .messages: true
    }
  }
}

/// Of an item of `users` that is a mapping.
enum UserKey: KeyWord, ManifestKey {
  case group
}

/// Of a request type in `requestTypes`.
enum RequestTypeKey: KeyWord, ManifestKey {
  case id, fields
}

/// Of a field of a request type.
enum FieldKey: KeyWord, ManifestKey {
  case id, prompt, type, required, options
}

/// Of an item in the API's own list form of `requesterFields`.
enum FieldValueKey: KeyWord, ManifestKey {
  case id, value
}
