import OktaWire

/// What a ledger contains before the first call.
///
/// A seed file is one YAML document with the keys `requestTypes`, `users`, `teams`, `groups`, `requests` and `clients`, all
/// optional; `examples/seed.yaml` shows every key of their items, with its default. Lengths are those of the API. Besides:
/// - With `users`, be the list empty, only these users and those of the tokens exist; without it every well-formed id is an
///   active user, whose login is derived from it. The same holds for `teams`, which own request types.
/// - A request without an `id` gets one that is derived from its type, requester and subject, so that applying a seed twice
///   does not duplicate it. What precedes the status `PENDING` or `RESOLVED` was done at `lastUpdated`, by the rule.
/// - A type's rule (`LifecycleRule`) applies to requests that are created while the type has it; a request's own keys
///   override it. Times of a request in a seed start when the seed is applied. A request that is `PENDING` in the seed
///   stays so without `actionAfter`.
/// - A rule decides in the name of the user or of a member of the group that the type names, otherwise of the first token's
///   user, and answers the required fields of an approver.
/// - Clients are in memory only: the server knows those of the seed that it was started with.
///
/// Applied to a ledger that is not empty, a seed replaces request types and users of the same ids, adds members to groups,
/// and leaves requests that exist as they are.
struct Seed: Hashable, Sendable {
  struct RequestType: Hashable, Sendable {
    /// In lower case.
    var id: String
    var draft: RequestTypeDraft
  }

  struct Membership: Hashable, Sendable {
    var group: String
    var user: String
  }

  struct Request: Hashable, Sendable {
    var id: String?
    var type: RequestType
    var subject: String
    var requester: String
    var status: StoredRequest.Status
    /// Its own rule, which overrides that of its type.
    var rule: LifecycleRule
    /// By field id.
    var answers: [String: FieldValueBody]
    var created: Timestamp?
    var lastUpdated: Timestamp?
  }

  var requestTypes: [RequestType] = []
  var users: [StoredUser] = []
  /// Whether there is a list of users, even an empty one: then there are no others.
  var listsUsers = false
  var groups: [StoredGroup] = []
  var memberships: [Membership] = []
  /// Ids in lower case.
  var teams: [String] = []
  var requests: [Request] = []
  var clients: [RegisteredClient] = []
}
