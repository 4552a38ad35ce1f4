import Foundation
import HTTPTypes
import OktaWire

/// Carries out one operation for a caller that may ask for it. A method of its own for each operation stands in the
/// extensions; it answers, or throws a `Refusal`, or whatever the database threw.
struct Handling: Sendable {
  let ledger: Ledger
  let tokens: TokenHolders
  let call: Call
  let caller: Caller
  /// When the call came, on the server's clock.
  let moment: Date
  let random: @Sendable () -> UInt64
  let faults: FaultPlan
  /// What goes wrong with the work itself, or with its reply.
  let fault: FaultKind?

  /// The same moment on the clock that stamps requests and their moves.
  var now: Date { moment.addingTimeInterval(faults.stampSkew) }

  /// Longest body that is read, in bytes. Okta tells only that a request type's JSON holds at most 100,000 characters.
  static let bodyLimit = 1 << 20

  func run(_ operation: Operation) async throws -> Answer {
    switch operation {
    case .listRequests: try await listRequests()
    case .createRequest: try await createRequest()
    case .retrieveRequest(let id): try await retrieveRequest(id)
    case .createMessage(let id): try await createMessage(to: id)
    case .listRequestTypes: try await listRequestTypes()
    case .createRequestType: try await createRequestType()
    case .retrieveRequestType(let id): try await retrieveRequestType(id)
    case .deleteRequestType(let id): try await deleteRequestType(id)
    case .publishRequestType(let id): try await changeStatus(of: id, to: .active)
    case .unpublishRequestType(let id): try await changeStatus(of: id, to: .draft)
    case .currentUser: try await showUser(user)
    case .user(let idOrLogin): try await showUser(idOrLogin)
    case .listUsers: try await listUsers()
    case .listGroups: try await listGroups()
    case .group(let id): try await showGroup(id)
    case .listMembers(let id): try await listMembers(of: id)
    case .issueToken: try await issueToken()
    case .organization: try await showOrganization()
    case .statistics: try await showStatistics()
    case .messages: try await showMessages()
    case .page: DecisionPage.answer(random: random)
    case .browseRequests: try await browseRequests()
    case .browseRequest(let id): try await browseRequest(id)
    case .decideRequest(let id): try await decideRequest(id)
    case .lockRequest(let id): try await lockRequest(id)
    }
  }

  /// In whose name all is done.
  var user: String { caller.user }

  var bodies: Bodies {
    Bodies(origin: call.origin, nextOrigin: fault == .foreignNext ? Bodies.foreignOrigin : call.origin)
  }

  /// The body as a JSON value, after the rules that hold for every body.
  func readBody() async throws -> JSONValue {
    guard let mediaType = call.contentType?.split(separator: ";").first,
      mediaType.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    else { throw Refusal.unsupportedMediaType }
    let bytes: Data?
    do { bytes = try await call.body(Self.bodyLimit) } catch {
      // The client went away in the middle of it, or the server ends: hardly anybody reads this answer.
      throw Refusal.malformedBody
    }
    guard let bytes else { throw Refusal.bodyTooLarge(limit: Self.bodyLimit) }
    guard let value = JSONValue(bytes: bytes) else { throw Refusal.malformedBody }
    return value
  }
}

extension Refusal {
  /// The `after` of a well-formed id that names nothing (contract example `requests-list-bad-request-not-exist-after`).
  static func unknownCursor(_ listing: Listing) -> Refusal {
    .invalidPaging([.query("after", "\(listing.after ?? "") not found", .identifierNotFound)])
  }
}
