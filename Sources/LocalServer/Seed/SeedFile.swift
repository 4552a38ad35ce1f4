import Manifests
import OktaWire
import Model

/// Reads and validates a seed file; extensions have the rules of each list.
struct SeedFile {
  var reader: SeedReader
  var seed = Seed()

  /// The seed of a file; throws all its errors.
  static func read(path: String) throws(LocalServerError) -> Seed {
    let reading: YAMLDocument.Reading
    do throws(ManifestSourceError) {
      reading = try YAMLDocument.read(path: path)
    } catch {
      throw .seedNotReadable(error.text)
    }
    var file = SeedFile(reader: SeedReader(file: path))
    reading.document?.withRoot { root in
      if let root { file.read(root) }
    }
    let all = (reading.findings + file.reader.findings).sorted { $0.range.start < $1.range.start }
    guard reading.document != nil, !all.contains(where: { $0.severity == .error }) else { throw .badSeed(all) }
    return file.seed
  }

  private mutating func read(_ root: YAMLNode) {
    guard !root.isNull,
      reader.mapping(root, known: ["requestTypes", "users", "groups", "teams", "requests", "clients"])
    else {
      return
    }
    seed.requestTypes = items("requestTypes", of: root, id: { $0.id }) { $0.requestType($1) }
    readUsers(root)
    readGroups(root)
    readTeams(root)
    seed.requests = items("requests", of: root, id: { $0.id }) { $0.request($1) }
    seed.clients = items("clients", of: root, id: { $0.id }) { $0.client($1) }
  }

  /// The items of a list, as `read` makes them of its nodes; a repeated id is an error.
  private mutating func items<Item>(
    _ key: String, of root: YAMLNode, id: (Item) -> String?, _ read: (inout SeedFile, YAMLNode) -> Item?
  ) -> [Item] {
    var known: Set<String> = []
    return reader.list(key, of: root).compactMap { node in
      let item = read(&self, node)
      if let item { reader.unique(id(item), "id", of: node, among: &known) }
      return item
    }
  }

  private mutating func readUsers(_ root: YAMLNode) {
    var known: Set<String> = []
    var logins: Set<String> = []
    seed.listsUsers = root.value(for: "users")?.kind == .sequence
    for node in reader.list("users", of: root) {
      guard reader.mapping(node, known: ["id", "login", "email", "status", "admin"], required: ["id"]),
        let id = reader.id("id", of: node, .user)
      else { continue }
      reader.unique(id, "id", of: node, among: &known)
      let login = reader.text("login", of: node, lengths: 1...100)
      reader.unique(login, "login", of: node, among: &logins)
      let email = reader.text("email", of: node, lengths: 1...100)
      let status = reader.text("status", of: node, lengths: 1...20)
      let isAdmin = bool("admin", of: node)
      seed.users.append(
        StoredUser(id: id, login: login, email: email, status: status ?? "ACTIVE", isAdmin: isAdmin ?? true))
    }
  }

  /// Where there is a list of users, a user elsewhere in the seed must be in it, or be the user of a token.
  mutating func requireListed(_ user: String, _ name: String, at node: YAMLNode) {
    guard seed.listsUsers, !TokenAuthenticator.couldBeUser(user), !seed.users.contains(where: { $0.id == user }) else {
      return
    }
    reader.add(.seedValue, "\(name) is not a user of this seed", at: node.usageRange)
  }

  private mutating func readTeams(_ root: YAMLNode) {
    for node in reader.list("teams", of: root) {
      if let id = reader.id(node, called: "a team", .owner) { seed.teams.append(id) }
    }
  }

  private mutating func readGroups(_ root: YAMLNode) {
    var known: Set<String> = []
    var names: Set<String> = []
    for node in reader.list("groups", of: root) {
      guard reader.mapping(node, known: ["id", "name", "members"], required: ["id"]),
        let group = reader.id("id", of: node, .group)
      else { continue }
      reader.unique(group, "id", of: node, among: &known)
      let name = reader.text("name", of: node, lengths: 1...255)
      reader.unique(name, "name", of: node, among: &names)
      seed.groups.append(StoredGroup(id: group, name: name ?? group))
      for member in reader.list("members", of: node) {
        guard let user = reader.id(member, called: "a member", .user) else { continue }
        requireListed(user, "a member", at: member)
        seed.memberships.append(Seed.Membership(group: group, user: user))
      }
    }
  }
}
