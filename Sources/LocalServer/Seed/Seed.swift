import OktaWire

/// What a ledger contains before the first call.
///
/// A seed file is one YAML document with these keys, all optional (`examples/seed.yaml` shows each):
/// - `requestTypes`: a list of
///   `id` (24 hexadecimal digits), `name` (1–50), `description` (1–2,000; left out: the name),
///   `status` (`ACTIVE`, `DRAFT` or `DISABLED`; left out: `ACTIVE`),
///   `fields`, at most five of `id` (a UUID), `type` (`TEXT`, `DATE-TIME` or `SELECT`), `prompt` (1–100; left out: the
///   id), `required` (left out: `false`) and, for a SELECT, `options` (1–25 of 1–280),
///   `approvals` (how many, 0–5; left out: 1, each by the requester's manager; or a list of at most five, each with
///   `approver`: `MANAGER`, `RESOURCE_OWNER`, a user `00u…` or a group `00g…`, left out: `MANAGER`; `description`;
///   `fields` that the approver is asked, as above but always required),
///   `resource` (an app `0oa…`, a group `00g…` or a bundle `enb…`; left out: an app made from the id),
///   `requesterMemberOf` (a group `00g…`: only its members may ask, and so must the token's user be),
///   `accessDuration` (a duration of one unit, such as `P40D` or `PT30M`: how long access lasts),
///   `custom` (`true`: the type's settings read `CUSTOM`, as those of a type that was changed in the Admin Console),
///   and the keys of a rule, below.
/// - `users`: a list of `id` (`00u…`), `login` (left out: made of the id), `email` (left out: the login, if it is an
///   address), `status` (left out: `ACTIVE`), `admin` (left out: `true`; `false`: of the operations for
///   requests and request types the user may only list request types). With this key, be its list empty, only these users and
///   those of the tokens exist; without it every well-formed id does, as an `ACTIVE` user with a login made of it.
/// - `teams`: a list of ids (24 hexadecimal digits). With this key only these teams may own request types that the API
///   makes; without it every well-formed id may.
/// - `groups`: a list of `id` (`00g…`), `name` (1–255; left out: the id) and `members` (a list of user ids, of `users` where
///   there is that key).
/// - `requests`: a list of `requestTypeId` (one of this seed), `subject`, `requester`,
///   `id` (24 hexadecimal digits; left out: derived from the other three, so that applying the seed twice does not
///   duplicate it), `status` (left out: `OPEN`), `fields` (field id to value), `created` and `lastUpdated` (left out: the time
///   when the seed is applied), and the keys of a rule, which override those of the request's type. What precedes a
///   `PENDING` or `RESOLVED` status was done at `lastUpdated`, by the rule.
/// - `clients`: a list of service apps that may ask for access tokens: `id` (the client id), `publicKey` (PEM or a JWK),
///   `keyId` (the `kid` that assertions must name; left out: that of the JWK, else none), `scopes` (a list; left out: all
///   that this server asks for), `dpop` (whether its tokens have to be bound to a key; left out: `true`, as in Okta).
///   They are in memory only: the server knows those of the seed that it was started with.
///
/// A rule defines how requests change automatically; times are `300ms`, `5s`, `2m` or `1h`:
/// - `approveAfter`: how long each approval waits, once it is the current one, until it is decided. Without it a person decides, on
///   the page `/` or through `POST /local/v1/requests/{id}/decision`.
/// - `decision`: `APPROVED` (left out) or `DENIED`. It is made in the name of the user or a member of the group that the
///   type asks, otherwise of the first token's user; fields that an approver must answer are answered.
/// - `actionAfter` (left out: `1s`): how long a request is `PENDING` after its last approval, or after its making where
///   no approval is asked (one that the seed states as `PENDING` stays so without this key); `actionStatus`: `SUCCEEDED`
///   (left out) or `FAILED`.
/// - `lockAfter`: how long after its making a request is `LOCKED`, as far as it has come by then.
///
/// A type's rule applies to requests that are created while the type has it. Times of a request in a seed start when the
/// seed is applied.
///
/// Lengths count code points. Applied to a ledger that is not empty, a seed replaces request types and users
/// of the same ids, adds members to groups, and leaves requests that exist as they are.
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
