/// The request types of an org, found by what people call them.
package struct RequestTypeCatalog: Sendable {
  /// Sorted by name, then by id.
  package let types: [RequestType]

  /// Sorts the types.
  package init(_ types: [RequestType]) {
    self.types = types.sorted { left, right in
      let names = (left.name.lowercased(), right.name.lowercased())
      return names.0 == names.1 ? left.id < right.id : names.0 < names.1
    }
  }

  /// The types with this id or name, whatever the case of letters; those with exactly this name where there are any. Names are
  /// not unique in an org.
  package func types(named text: String) -> [RequestType] {
    if let id = RequestTypeID(text), let type = types.first(where: { $0.id == id }) { return [type] }
    let exact = types.filter { $0.name == text }
    return exact.isEmpty ? types.filter { $0.name.lowercased() == text.lowercased() } : exact
  }
}
