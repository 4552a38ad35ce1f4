import Foundation
import OktaWire

/// What an org with ways of its own makes of a create that it does. A fault that finds nothing to change is taken back.
extension Handling {
  /// The subject as the org stores it.
  func storedSubject(_ subject: String) -> String {
    let stored: String
    switch fault {
    case .trimmedSubject: stored = subject.trimmingCharacters(in: .whitespacesAndNewlines)
    case .nfcSubject: stored = subject.precomposedStringWithCanonicalMapping
    case .bmpSubject: stored = String(String.UnicodeScalarView(subject.unicodeScalars.filter { $0.value <= 0xffff }))
    default: return subject
    }
    // No org has requests without a subject. Equal texts may differ in their characters' form: their bytes decide.
    guard let fault, stored.isEmpty || stored.utf8.elementsEqual(subject.utf8) else { return stored }
    ledger.takeBack(fault)
    return subject
  }

  /// Keeps from lists what the fault hides of a request.
  func hide(_ id: String) {
    switch fault {
    case .lateList: ledger.hide(id, until: now.addingTimeInterval(faults.lateness / .seconds(1)))
    case .neverListed: ledger.hide(id, until: .distantFuture)
    case .hiddenRequester: ledger.hideRequester(of: id)
    default: break
    }
  }

  /// The request that the reply to the create of `made` shows: where replies are mixed up, the one made before it.
  func shown(_ made: StoredRequest, in tables: LedgerTables) throws -> StoredRequest {
    guard fault == .foreignReply else { return made }
    if let other = try tables.request(before: made) { return other }
    ledger.takeBack(.foreignReply)
    return made
  }

  /// A list as it is shown: without the requesters that a fault hides.
  func shown(_ list: RequestListBody, of ids: [String]) throws -> Answer {
    let answer = try Answer.json(200, list)
    let hidden = ledger.hiddenRequesters(among: ids)
    guard !hidden.isEmpty, let body = answer.body,
      var page = try JSONSerialization.jsonObject(with: body) as? [String: Any],
      let requests = page["data"] as? [[String: Any]]
    else { return answer }
    page["data"] = requests.map { request in
      hidden.contains(request["id"] as? String ?? "") ? request.filter { $0.key != "requesterUserIds" } : request
    }
    var changed = answer
    changed.body = try JSONSerialization.data(withJSONObject: page, options: [.sortedKeys, .withoutEscapingSlashes])
    return changed
  }
}
