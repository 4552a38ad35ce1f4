import Foundation
import OktaWire

/// Faults of orgs that process a create in an unusual way. A fault that finds nothing to change is reverted.
extension OperationHandler {
  /// The subject as the org stores it.
  func storedSubject(_ subject: String) -> String {
    let stored: String
    switch fault {
    case .trimmedSubject: stored = subject.trimmingCharacters(in: .whitespacesAndNewlines)
    case .nfcSubject: stored = subject.precomposedStringWithCanonicalMapping
    case .bmpSubject: stored = String(String.UnicodeScalarView(subject.unicodeScalars.filter { $0.value <= 0xffff }))
    default: return subject
    }
    // No org has requests without a subject. Equal strings may differ in their normalization form: bytes decide.
    guard let fault, stored.isEmpty || stored.utf8.elementsEqual(subject.utf8) else { return stored }
    ledger.revert(fault)
    return subject
  }

  /// Leaves the new request out of lists, or its requester, where the fault does that.
  func applyListFault(to id: String) {
    switch fault {
    case .lateList: ledger.delayListing(of: id, until: now.addingTimeInterval(faults.listingDelay / .seconds(1)))
    case .neverListed: ledger.delayListing(of: id, until: .distantFuture)
    case .hiddenRequester: ledger.hideRequester(of: id)
    default: break
    }
  }

  /// The request that the reply to a create shows: the one created before it, where the fault mixes up replies.
  func requestInReply(to created: StoredRequest, in tables: LedgerTables) throws -> StoredRequest {
    guard fault == .foreignReply else { return created }
    if let other = try tables.request(before: created) { return other }
    ledger.revert(.foreignReply)
    return created
  }

  /// The response with a list, without the requesters that a fault hides.
  func response(with list: RequestListBody, of ids: [String]) throws -> ServerResponse {
    let response = try ServerResponse.json(200, list)
    let hidden = ledger.hiddenRequesters(among: ids)
    guard !hidden.isEmpty, let body = response.body,
      var page = try JSONSerialization.jsonObject(with: body) as? [String: Any],
      let requests = page["data"] as? [[String: Any]]
    else { return response }
    page["data"] = requests.map { request in
      hidden.contains(request["id"] as? String ?? "") ? request.filter { $0.key != "requesterUserIds" } : request
    }
    var changed = response
    changed.body = try JSONSerialization.data(withJSONObject: page, options: [.sortedKeys, .withoutEscapingSlashes])
    return changed
  }
}
