import Model

/// Why creates stay unknown, for whoever looks at them.
extension Applier {
  /// Why a create stays unknown where the list hides requests.
  static func hiding(_ reason: String) -> String {
    "the org's list hides requests that are there, so that it does not prove that this one is not: look in the "
      + "org (\(reason))"
  }

  /// Why a create stays unknown though the list was read.
  static func unclear(_ request: ExistingRequest, _ reason: String) -> String {
    let what = request.requester == nil ? "without its requester" : "with the subject \"\(request.subject)\""
    return "the org has request \(request.id.text) \(what), which may be this one: look at it "
      + "(\(reason))"
  }
}
