import Foundation
import OrderedCollections
package import Planning
package import Model

/// A plan as a person reads it: entries with their people, the counts, the forecast.
///
/// An entry has one head line: name, request type, subject, number of people. What others will read is shown as the
/// org will show it: answers by their questions, and messages. Then come the people, grouped by what is done for them.
package struct PlanText: Sendable {
  /// The people of an entry with one verb that are listed; more are counted.
  private static let maximumListed = 50
  /// The reasons that are shown for people who are counted.
  private static let maximumReasons = 10
  /// On narrower terminals there is no room for a login and an id.
  static let minimumWidthForIDs = 60
  /// On narrower terminals there is no room for a login, an id and a request.
  private static let minimumWidthForRequests = 120

  /// Whether the text has colors.
  package var styling: Styling
  /// List all people, and show every reason and place.
  package var isVerbose: Bool
  /// The cells of a line on the terminal; `nil` where nothing is shortened, as in a pipe.
  package var width: Int?
  /// The users' logins, where they are known.
  package var logins: [UserID: String]
  /// The request types that are known, for their names and questions.
  package var requestTypes: [RequestTypeID: RequestType]
  private let remedies: PlanRemedies
  private var purpose = Plan.Purpose.create

  package init(
    styling: Styling, isVerbose: Bool, width: Int? = nil, logins: [UserID: String] = [:],
    requestTypes: [RequestTypeID: RequestType] = [:], remedies: PlanRemedies = PlanRemedies()
  ) {
    self.styling = styling
    self.isVerbose = isVerbose
    self.width = width
    self.logins = logins
    self.requestTypes = requestTypes
    self.remedies = remedies
  }

  /// The whole plan; `forecast` is the text of `ForecastText`. People who need no action are counted; with `isVerbose`
  /// they are listed.
  package func text(_ plan: Plan, forecast: String) -> String { with(plan.purpose).list(plan, forecast: forecast) }

  /// The plan's counts by a column of tables in place of its people.
  package func text(_ plan: Plan, by groups: PlanGroups, forecast: String) -> String {
    Self.lines(
      groups.lines(width: width, styling: styling) + withheldLines(plan)
        + endLines(plan, forecast: plan.hasChanges ? forecast : nil))
  }

  private func with(_ purpose: Plan.Purpose) -> PlanText {
    var text = self
    text.purpose = purpose
    return text
  }

  private func list(_ plan: Plan, forecast: String) -> String {
    let list = PlanEntry.grouped(plan.actions).flatMap { entry in
      let people = entry.people.filter { isVerbose || !isQuiet($0) }
      let rest = people.isEmpty ? 0 : entry.people.count - people.count
      return lines(for: entry, people: people) + (rest > 0 ? ["  \(head(.unchanged))  \(EntryHead.people(rest))"] : [])
    }
    let all = list + withheldLines(plan)
    return Self.lines(all + (all.isEmpty ? [] : [""]) + endLines(plan, forecast: plan.hasChanges ? forecast : nil))
  }

  /// All that a person has to know of a plan that is applied at once: what is blocked, a line for what is withheld, the
  /// counts and the forecast.
  package func brief(_ plan: Plan, forecast: String) -> String {
    with(plan.purpose).blocked(plan, forecast: forecast)
  }

  private func blocked(_ plan: Plan, forecast: String) -> String {
    let blocked = PlanEntry.grouped(plan.actions).flatMap { entry in
      lines(for: entry, people: entry.people.filter { $0.main.verb == .blocked })
    }
    return Self.lines(blocked + withheldLines(plan) + endLines(plan, forecast: forecast))
  }

  /// Of what is taken back, what is over already is not news.
  private func isQuiet(_ person: PlanPerson) -> Bool {
    person.isQuiet || purpose == .cancel && person.main.verb == .unchanged
  }

  private func endLines(_ plan: Plan, forecast: String?) -> [String] {
    [Self.counts(plan), forecast].compactMap(\.self).flatMap { $0.split(separator: "\n") }
      .flatMap { String($0).wrapped(to: width) }
  }

  private static func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  private func withheldLines(_ plan: Plan) -> [String] {
    let count = plan.summary.withheld
    guard count > 0 else { return [] }
    guard purpose == .create else {
      return "\(CountText.noun(count, "comment")) withheld, which may have been sent already".wrapped(to: width)
    }
    let text =
      "\(CountText.noun(count, "message")) withheld: no run of this state created the requests, so the messages may "
      + "have been sent already (\(remedies.sendWithheld))"
    return text.wrapped(to: width)
  }

  private func lines(for entry: PlanEntry, people: [PlanPerson]) -> [String] {
    guard !people.isEmpty else { return [] }
    let groups = PlannedAction.Verb.allCases.map { verb in people.filter { $0.main.verb == verb } }
    let columns = columns(of: groups.filter(isListed).flatMap(\.self))
    return [head(entry)] + contents(entry) + groups.flatMap { lines(of: $0, columns) }
  }

  // MARK: The entry

  private func head(_ entry: PlanEntry) -> String {
    EntryHead(styling: styling, width: width, requestTypes: requestTypes)
      .text(entry.declaration, people: entry.people.count)
  }

  /// What others will read: the answers, and the messages.
  private func contents(_ entry: PlanEntry) -> [String] {
    let declaration = entry.declaration
    let fields = requestTypes[declaration.requestTypeID]?.fields ?? []
    let creates = entry.people.contains { $0.main.verb == .create }
    let answers = (creates ? declaration.fieldValues : []).map { field in
      content(fields.first { $0.id == field.id }?.prompt ?? field.id.text, field.value.text)
    }
    let indices = Set(
      entry.people.lazy.flatMap(\.actions).filter { $0.verb == .message }.compactMap(\.messageIndex))
    let messages = indices.sorted().map { content("Message", declaration.messages[$0]) }
    return answers + messages
  }

  private func content(_ title: String, _ text: String) -> String {
    let safe = title.terminalSafe.shortened(to: width.map { max(8, $0 / 2) })
    let title = safe.last?.isPunctuation == true ? safe : safe + ":"
    let room = isVerbose ? nil : width.map { max(8, $0 - 5 - title.terminalCells) }
    return "    \(styling.paint(title, .dim)) \(text.terminalSafe.shortened(to: room))"
  }

  // MARK: Its people

  /// The columns of an entry's people.
  private struct Columns {
    /// How wide that of logins is; `nil` where no login is known, and there are only ids.
    var login: Int?
    var hasIDs: Bool
    /// Whether what is taken back stands below the person: there is no room for it next to a login as a whole.
    var isBroken = false
  }

  private func columns(of people: [PlanPerson]) -> Columns {
    guard people.contains(where: { login($0) != nil }) else { return Columns(login: nil, hasIDs: true) }
    let minimum = purpose == .cancel ? Self.minimumWidthForRequests : Self.minimumWidthForIDs
    let hasIDs = (width ?? .max) >= minimum
    let longest = people.map { (login($0) ?? (hasIDs ? "-" : id($0))).terminalCells }.max() ?? 0
    // Sign and verb take 15 cells, an id 22, a number of messages 13, what is taken back 44 or 52.
    let others = 15 + (hasIDs ? 22 : 0) + (people.contains { $0.messageCount > 0 } ? 13 : 0)
    let requests = purpose == .cancel ? (hasIDs ? 52 : 44) : 0
    let isBroken = requests > 0 && width.map { longest + others + requests > $0 } ?? false
    return Columns(
      login: min(longest, width.map { max(8, $0 - others) } ?? .max), hasIDs: hasIDs, isBroken: isBroken)
  }

  private func isListed(_ people: [PlanPerson]) -> Bool { isVerbose || people.count <= Self.maximumListed }

  private func lines(of people: [PlanPerson], _ columns: Columns) -> [String] {
    guard let verb = people.first?.main.verb else { return [] }
    guard isListed(people) else {
      return ["  \(head(verb))  \(EntryHead.people(people.count))"] + reasons(of: people)
    }
    return people.indices.flatMap { index in
      let reason = reason(people[index].main)
      // One reason of several people stands below the last of them.
      let isLast = index + 1 == people.count || reason != self.reason(people[index + 1].main)
      return lines(for: people[index], columns) + (isLast ? reason.map(indented) ?? [] : [])
    }
  }

  private func lines(for person: PlanPerson, _ columns: Columns) -> [String] {
    let id = id(person)
    let name = columns.login.map { (login(person) ?? (columns.hasIDs ? "-" : id)).shortened(to: $0).padded(to: $0) }
    let who = [name, columns.hasIDs ? id.padded(to: 20) : nil].compactMap(\.self)
    let messages = person.messageCount > 0 ? [CountText.noun(person.messageCount, "message")] : []
    let place = isVerbose ? [styling.paint("(\(person.declaration.place.text.terminalSafe))", .dim)] : []
    let request = request(of: person)
    let nextToIt = columns.isBroken ? [] : request
    let line = (["  \(head(person.main.verb))"] + who + nextToIt + messages + place).joined(separator: "  ")
    return [String(line.reversed().drop { $0 == " " }.reversed())]
      + (columns.isBroken && !request.isEmpty ? indented(request.joined(separator: "  ")) : [])
  }

  /// What is taken back, and since when it waits.
  private func request(of person: PlanPerson) -> [String] {
    guard purpose == .cancel, let request = person.main.existing else { return [] }
    let since = "since \(request.created.formatted(.iso8601.year().month().day()))"
    let id = request.id.text.terminalSafe
    let name = (width ?? .max) >= Self.minimumWidthForRequests ? "request \(id)" : id
    return person.main.verb == .cancel ? [since, name] : [name]
  }

  private func id(_ person: PlanPerson) -> String { person.declaration.requester?.text.terminalSafe ?? "" }

  private func login(_ person: PlanPerson) -> String? {
    guard let requester = person.declaration.requester else { return "the token's user" }
    return logins[requester]?.terminalSafe
  }

  /// The reason of an action, where it matters.
  private func reason(_ action: PlannedAction) -> String? {
    switch action.verb {
    case .changed, .blocked, .unchanged: action.reason.terminalSafe
    case .cancel: isVerbose ? action.reason.terminalSafe : nil
    case .create, .message, .withheld: isVerbose || action.attempt > 1 ? action.reason.terminalSafe : nil
    }
  }

  private func reasons(of people: [PlanPerson]) -> [String] {
    var counts: OrderedDictionary<String, Int> = [:]
    for reason in people.lazy.compactMap({ reason($0.main) }) { counts[reason, default: 0] += 1 }
    let more = counts.count - Self.maximumReasons
    return counts.elements.prefix(Self.maximumReasons).flatMap { indented("\(CountText.number($0.value)): \($0.key)") }
      + (more > 0 ? indented("and \(CountText.noun(more, "more reason")) (\(remedies.listAll))") : [])
  }

  private func indented(_ text: String) -> [String] {
    text.wrapped(to: width.map { max(20, $0 - 6) }).map { "      \($0)" }
  }

  private func head(_ verb: PlannedAction.Verb) -> String {
    let sign = Self.sign(verb)
    return styling.paint("\(sign.character) \(verb.rawValue.padded(to: 9))", sign.color)
  }

  private static func sign(_ verb: PlannedAction.Verb) -> (character: Character, color: Styling.Color) {
    switch verb {
    case .create: ("+", .green)
    case .cancel: ("x", .yellow)
    case .message: (">", .cyan)
    case .withheld: ("-", .yellow)
    case .unchanged: ("=", .dim)
    case .changed: ("~", .yellow)
    case .blocked: ("!", .red)
    }
  }
}

extension FieldValue {
  /// As a person reads it.
  fileprivate var text: String {
    switch self {
    case .string(let text), .selection(let text): text
    }
  }
}
