import Foundation
import Model

/// A request type as JSON in a row.
struct StoredRequestType: Codable {
  private var name: String
  private var status: String
  private var fields: [RequestType.Field]?
  /// Missing in what a Writ has stored that knew no approvers: such a type counts as not known.
  private var showsApprovers: Bool
  private var approvers: [RequestType.Approver]?

  init(_ type: RequestType) {
    (name, status, fields) = (type.name, type.status, type.fields)
    (showsApprovers, approvers) = (type.approvers != nil, type.approvers)
  }

  var text: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }

  /// `nil` where this version cannot read the text: the type counts as not known.
  static func requestType(_ id: RequestTypeID, in text: String) -> RequestType? {
    guard let stored = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
    return RequestType(
      id: id, name: stored.name, status: stored.status, fields: stored.fields, approvers: stored.approvers)
  }
}
