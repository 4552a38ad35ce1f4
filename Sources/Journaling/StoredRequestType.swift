import Foundation
import RequestModel

/// A request type as JSON in a row. A text that this version cannot read counts as not known.
struct StoredRequestType: Codable {
  private struct Field: Codable {
    var id: String
    var prompt: String
    var isRequired: Bool
    var kind: String
    var options: [String]
  }

  private var name: String
  private var status: String
  private var fields: [Field]?

  init(_ type: RequestType) {
    name = type.name
    status = type.status
    fields = type.fields?.map { field in
      Field(
        id: field.id.text, prompt: field.prompt, isRequired: field.isRequired, kind: field.kind.rawValue,
        options: field.options)
    }
  }

  var text: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }

  static func read(_ text: String) -> StoredRequestType? {
    try? JSONDecoder().decode(StoredRequestType.self, from: Data(text.utf8))
  }

  /// `nil` where a field is of a kind that is not known.
  func requestType(_ id: RequestTypeID) -> RequestType? {
    let known = fields?.compactMap { field in
      RequestType.Field.Kind(rawValue: field.kind).map { kind in
        RequestType.Field(
          id: FieldID(fromOrg: field.id), prompt: field.prompt, isRequired: field.isRequired, kind: kind,
          options: field.options)
      }
    }
    guard known?.count == fields?.count else { return nil }
    return RequestType(id: id, name: name, status: status, fields: known)
  }
}
