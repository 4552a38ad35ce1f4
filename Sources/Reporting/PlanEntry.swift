package import Planning
import Model

/// What a plan does for one person of an entry: the actions of one declaration.
struct PlanPerson {
  /// Which verb stands for a person with several actions: the first of these that there is.
  private static let precedence: [PlannedAction.Verb] = [
    .blocked, .create, .cancel, .changed, .message, .unchanged, .withheld,
  ]

  /// At least one, all of the same declaration.
  var actions: [PlannedAction]

  var declaration: RequestDeclaration { actions[0].declaration }

  /// The action that the person is listed and counted by.
  var main: PlannedAction {
    if actions.count == 1 { return actions[0] }
    return Self.precedence.lazy.compactMap { verb in actions.first { $0.verb == verb } }.first ?? actions[0]
  }

  /// Messages to send.
  var messageCount: Int { actions.count { $0.verb == .message } }

  /// Whether nothing has to be done, and nothing is news: what is over without access is.
  var isQuiet: Bool {
    switch main.verb {
    case .unchanged: main.existing?.endedWithoutAccess != true
    case .withheld: true
    case .create, .cancel, .message, .changed, .blocked: false
    }
  }
}

/// The people of one manifest entry, as a plan has them: name, request type and subject are the same for all of them.
struct PlanEntry {
  var people: [PlanPerson]

  var declaration: RequestDeclaration { people[0].declaration }

  /// A plan's actions by entry and person, in the plan's order.
  static func grouped(_ actions: [PlannedAction]) -> PlanEntries { PlanEntries(actions: actions) }
}

/// The entries of a plan, each made when it is asked for: a plan may have a million. Saved plans have no entries: neighbors
/// with one name, type and subject are taken as one.
struct PlanEntries: Sequence, IteratorProtocol {
  private let actions: [PlannedAction]
  private var position = 0

  init(actions: [PlannedAction]) { self.actions = actions }

  mutating func next() -> PlanEntry? {
    guard position < actions.count else { return nil }
    let first = actions[position].declaration
    var people: [PlanPerson] = []
    while position < actions.count {
      let action = actions[position]
      let declaration = action.declaration
      guard first.isOfSameEntry(as: declaration) else { break }
      if let known = people.last?.declaration, known.isOfSamePerson(as: declaration) {
        people[people.count - 1].actions.append(action)
      } else {
        people.append(PlanPerson(actions: [action]))
      }
      position += 1
    }
    return PlanEntry(people: people)
  }
}

extension RequestDeclaration {
  /// Whether two neighbors of one entry are for one person.
  fileprivate func isOfSamePerson(as other: RequestDeclaration) -> Bool {
    place == other.place && requester == other.requester && attempt == other.attempt
  }

  /// Whether two neighbors come from one manifest entry, as far as what they say shows it.
  func isOfSameEntry(as other: RequestDeclaration) -> Bool {
    place.file == other.place.file && name == other.name && requestTypeID == other.requestTypeID
      && subject == other.subject && fieldValues == other.fieldValues
  }
}

/// How many declarations a plan creates, leaves or blocks, each in exactly one of these counts, and how many messages it
/// sends.
package struct PlanCounts: Hashable, Sendable {
  /// Requests to create.
  package var create = 0
  /// Requests to cancel.
  package var cancel = 0
  /// The request is as declared; messages may be left to send.
  package var unchanged = 0
  /// Those of `unchanged` whose request was denied.
  package var denied = 0
  /// Those of `unchanged` whose request was canceled.
  package var canceled = 0
  /// The request exists with other field values, which the API cannot update.
  package var changed = 0
  /// Nothing can be done for the declaration; the action's reason says why.
  package var blocked = 0
  /// Messages to send.
  package var messages = 0
  /// Messages that may have been sent by another state.
  package var withheld = 0
  /// The actions of a plan that takes requests back; `nil` for others.
  private var cancels: PlanSummary?

  /// Counts the actions of `plan`, each declaration by its main verb.
  package init(_ plan: Plan) {
    cancels = plan.purpose == .cancel ? plan.summary : nil
    for person in PlanEntry.grouped(plan.actions).lazy.flatMap(\.people) {
      switch person.main.verb {
      case .create: create += 1
      case .cancel: cancel += 1
      case .changed: changed += 1
      case .blocked: blocked += 1
      case .unchanged, .message, .withheld:
        unchanged += 1
        switch person.main.existing?.decision {
        case .denied: denied += 1
        case .canceled: canceled += 1
        default: break
        }
      }
    }
    let summary = plan.summary
    (messages, withheld) = (summary.message, summary.withheld)
  }

  /// The numbers of the plan's last line; `withheld` counts messages, and `denied` and `canceled` are part of
  /// `unchanged`.
  package var list: [RunReport.Count] {
    if let cancels {
      return [
        .init("cancel", cancels.cancel, label: "to cancel"),
        .init("message", messages, label: messages == 1 ? "message to send" : "messages to send"),
        .init("withheld", withheld, label: "comments withheld"),
        .init("unchanged", cancels.unchanged, label: "over already"),
        .init("blocked", cancels.blocked, label: cancels.blockedCancels),
      ]
    }
    return [
      .init("create", create, label: "to create"),
      .init("message", messages, label: messages == 1 ? "message to send" : "messages to send"),
      .init("withheld", withheld, label: withheld == 1 ? "message withheld" : "messages withheld"),
      .init("unchanged", unchanged), .init("denied", denied), .init("canceled", canceled), .init("changed", changed),
      .init("blocked", blocked),
    ]
  }
}
