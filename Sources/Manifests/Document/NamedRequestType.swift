import Model

/// A UUID as 128 bits: letters of either case are one id, and comparing is two words.
struct FieldIdentity: Hashable {
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  /// `nil` if the text is not a UUID (the form that `FieldID` expects).
  init?(_ text: YAMLText) {
    guard text.count == 36 else { return nil }
    for (position, byte) in text.bytes.enumerated() {
      switch position {
      case 8, 13, 18, 23:
        guard byte == UInt8(ascii: "-") else { return nil }
      default:
        guard byte.isASCIIHexDigit else { return nil }
        high = high << 4 | low >> 60
        low = low << 4 | UInt64(byte & 0x40 == 0 ? byte & 0xF : (byte & 0xF) + 9)
      }
    }
  }
}

/// A field of a named request type, as `requestTypes` declares it.
final class NamedField {
  let name: String
  /// `nil` if the field has a prompt instead, or if the id is invalid or missing, which has its finding.
  let id: FieldID?
  let identity: FieldIdentity?
  /// The question that the org asks, in place of the id.
  let prompt: Prompt?
  let kind: RequestType.Field.Kind
  let isRequired: Bool
  /// Allowed values of a SELECT field; `nil` where none are declared.
  let options: NameIndex?

  struct Prompt {
    var text: String
    var range: SourceRange
  }

  /// `id` is a UUID's text.
  init(
    name: String, id: YAMLText?, prompt: Prompt?, kind: RequestType.Field.Kind, isRequired: Bool,
    options: NameIndex?
  ) {
    self.name = name
    self.prompt = prompt
    self.id = id.flatMap { FieldID($0.string) }
    identity = id.flatMap { FieldIdentity($0) }
    self.kind = kind
    self.isRequired = isRequired
    self.options = options
  }
}

/// A request type that `requestTypes` gives a name.
final class NamedRequestType {
  let name: String
  /// `nil` where it is wrong or missing, which has its finding.
  let id: RequestTypeBits?
  let fields: [NamedField]
  /// Whether `fields` is written at all; without it, fields are only known by their ids.
  let declaresFields: Bool
  let requiredFields: [Int]
  private let names: NameIndex

  init(name: String, id: RequestTypeBits?, fields: [NamedField], declaresFields: Bool) {
    self.name = name
    self.id = id
    self.fields = fields
    self.declaresFields = declaresFields
    requiredFields = fields.indices.filter { fields[$0].isRequired }
    names = NameIndex(fields.map { Array($0.name.utf8) })
  }

  func field(named name: YAMLText) -> Int? { names.number(of: name) }

  func field(with identity: FieldIdentity) -> Int? { fields.firstIndex { $0.identity == identity } }

  var fieldNames: [String] { fields.map(\.name) }
}

/// A request type's id as three words, in lower case.
struct RequestTypeBits: Hashable {
  private let words: (UInt64, UInt64, UInt64)

  /// `nil` where the text is not 24 hexadecimal digits.
  @inline(__always)
  init?(_ text: YAMLText) {
    guard text.count == 24, let start = UnsafeRawPointer(text.bytes.baseAddress) else { return nil }
    guard text.bytes.allSatisfy({ $0.isASCIIHexDigit }) else { return nil }
    // In ASCII this bit makes letters lower case, and digits have it.
    let lower: UInt64 = 0x2020_2020_2020_2020
    words = (
      start.loadUnaligned(as: UInt64.self) | lower,
      start.loadUnaligned(fromByteOffset: 8, as: UInt64.self) | lower,
      start.loadUnaligned(fromByteOffset: 16, as: UInt64.self) | lower
    )
  }

  static func == (left: Self, right: Self) -> Bool { left.words == right.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
  }

  /// The id as text, for what leaves the reader.
  var id: RequestTypeID {
    RequestTypeID(
      fromOrg: withUnsafeBytes(of: words) { String(decoding: $0, as: UTF8.self) })
  }
}

/// The request types that a document names.
final class RequestTypes {
  let types: [NamedRequestType]
  private let names: NameIndex
  private let byID: [RequestTypeBits: Int]

  init(_ types: [NamedRequestType]) {
    self.types = types
    names = NameIndex(types.map { Array($0.name.utf8) })
    byID = Dictionary(
      types.enumerated().compactMap { index, type in type.id.map { ($0, index) } },
      uniquingKeysWith: { first, _ in first })
  }

  func number(named name: YAMLText) -> Int? { names.number(of: name) }

  /// The named type with an id, so that the same rules apply to a request whether it uses the name or the id.
  func number(with id: RequestTypeBits) -> Int? { byID.isEmpty ? nil : byID[id] }

  var typeNames: [String] { types.map(\.name) }
}
