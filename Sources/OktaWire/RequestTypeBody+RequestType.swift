package import Model

extension RequestTypeBody {
  package var requestType: RequestType {
    RequestType(id: RequestTypeID(fromOrg: id), name: name, status: status, fields: settings?.request.fields)
  }
}

extension RequestSettings {
  /// `nil` where the org does not show the fields, or one is of a kind that Writ does not know.
  fileprivate var fields: [RequestType.Field]? {
    guard type != "CUSTOM" else { return nil }
    let fields = requesterFields ?? []
    let known = fields.compactMap(\.field)
    return known.count == fields.count ? known : nil
  }
}

extension FieldBody {
  fileprivate var field: RequestType.Field? {
    RequestType.Field.Kind(rawValue: type).map { kind in
      RequestType.Field(
        id: FieldID(fromOrg: id), prompt: prompt, isRequired: required ?? true, kind: kind,
        options: (options ?? []).map(\.value))
    }
  }
}
