import Foundation

/// People of an org, with a request each or without, of which something has become.
enum DecidedPeople {
  /// What became of one person's request, and whether the org has it at all.
  enum Fate: CaseIterable {
    case approved, underWay, denied, failed, waiting, suspended, unknown, lost

    /// In the seed; `nil` for what the org does not have.
    var request: String? {
      switch self {
      case .approved: "status: RESOLVED, lastUpdated: 2026-02-03T09:00:00Z"
      case .underWay: "status: PENDING, lastUpdated: 2026-02-03T09:00:00Z"
      case .denied: "status: RESOLVED, decision: DENIED, lastUpdated: 2026-02-04T09:00:00Z"
      case .failed: "status: RESOLVED, actionStatus: FAILED, lastUpdated: 2026-02-05T09:00:00Z"
      case .waiting: "status: OPEN"
      case .suspended, .unknown, .lost: nil
      }
    }
  }

  /// One person with a request, or without.
  struct Person {
    var number: Int
    var type: Int
    var fate: Fate

    var id: String { "00u" + String(format: "%017d", number) }
    var login: String { "person\(number)@example.com" }
  }

  static let types = ["crm", "vpn", "wiki"]
  static func typeID(_ type: Int) -> String { "61eb2db568c7c300079fefd\(type)" }

  /// People of an org: by tens of each type, with a fate each.
  static func people(_ count: Int, _ fate: (Int) -> Fate) -> [Person] {
    (0..<count).map { Person(number: $0, type: $0 * types.count / count, fate: fate($0)) }
  }

  static func seed(_ people: [Person]) -> String {
    let approvals = ["2", "[{ approver: \(people[0].id) }]", "[{ approver: 00g1emaKYZTWRYYRRTSK }]"]
    let seedTypes = types.enumerated().map { number, name in
      "  - { id: \(typeID(number)), name: \(name), approvals: \(approvals[number]) }"
    }
    let users = people.filter { $0.fate != .unknown }.map { person in
      "  - { id: \(person.id), login: \(person.login), status: \(person.fate == .suspended ? "SUSPENDED" : "ACTIVE") }"
    }
    let requests = people.compactMap { person in
      person.fate.request.map { request in
        "  - { requestTypeId: \(typeID(person.type)), subject: Access, requester: \(person.id), "
          + "created: 2026-02-02T09:00:00Z, \(request) }"
      }
    }
    let groups = ["groups:", "  - { id: 00g1emaKYZTWRYYRRTSK, name: Wiki team, members: [\(people[0].id)] }"]
    return (["requestTypes:"] + seedTypes + ["users:"] + users + groups + ["requests:"] + requests)
      .joined(separator: "\n")
  }

  static func manifest(_ people: [Person], byID: Bool = false) -> String {
    let entries = types.enumerated().flatMap { number, name in
      let users = people.filter { $0.type == number }.map { "      - \(byID ? $0.id : $0.login)" }
      guard !users.isEmpty else { return [] as [String] }
      return ["  - name: \(name)", "    requestTypeId: \(typeID(number))", "    subject: Access", "    users:"] + users
    }
    return (["apiVersion: writ/v1", "kind: AccessRequests", "requests:"] + entries).joined(separator: "\n") + "\n"
  }
}
