import Foundation
import Model

/// The users and groups of an org that the contract is tried on.
struct ContractPeople {
  static let requester = OrgUser(
    id: UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR"), login: "Ada@example.com", email: "ada.l@example.com", status: "ACTIVE")
  static let twin = OrgUser(
    id: UserID(fromOrg: "00uijntSwJjSHtDY70g3"), login: "bob", email: "ada.l@example.com", status: "SUSPENDED")
  static let crew = OrgGroup(id: GroupID(fromOrg: "00g1emaKYZTWRYYRRTSK"), name: "Crew \"A\"")
  static let members = (0..<250).map { number in
    OrgUser(
      id: UserID(fromOrg: "00u" + String(format: "%017d", number)), login: "user\(number)@example.com",
      email: "user\(number)@example.com", status: number == 7 ? "DEPROVISIONED" : "ACTIVE")
  }

  /// As a seed of the local server, with a request type.
  static var seed: String {
    let users = ([requester, twin] + members).map { user in
      "  - { id: \(user.id.text), login: \(user.login), email: \(user.email ?? ""), status: \(user.status) }\n"
    }
    return """
      requestTypes:
        - { id: \(vpn), name: vpn }
      users:
      \(users.joined())groups:
        - id: \(crew.id.text)
          name: 'Crew "A"'
          members: [\(members.map(\.id.text).joined(separator: ", "))]
      """
  }
}
