import struct Foundation.Date
import Planning
import Model

/// A saved plan's JSON: declarations stand once, and actions name them by their position.
struct PlanFileForm: Decodable {
  struct Declaration: Decodable {
    var name: String?
    var requestTypeId: String
    var requester: String?
    var subject: String
    var fields: [RequesterFieldValue]
    var messages: [String]
    /// `nil`: 1, as in a plan that an earlier version saved.
    var attempt: Int?
    var file: String
    var line: UInt32
    var column: UInt32
  }

  struct Action: Decodable {
    var action: String
    var declaration: Int
    var messageIndex: Int?
    var existing: ExistingForm?
    /// `nil`: 1.
    var attempt: Int?
    var reason: String
  }

  struct ExistingForm: Decodable {
    var id: String
    var requestTypeId: String
    var requester: String?
    var subject: String
    var status: String
    /// Milliseconds since 1970, as the other times.
    var created: Int
    var createdBy: String?
    var lastUpdated: Int
    var decision: String?
    var fields: [RequesterFieldValue]?
  }

  struct Obstacle: Decodable {
    var declaration: Int
    var reason: String
  }

  var formatVersion: Int
  var writVersion: String
  var orgUrl: String
  var digest: String
  var createdAt: Int
  var declarations: [Declaration]
  var actions: [Action]
  /// `nil` in a plan that an earlier version saved.
  var obstacles: [Obstacle]?
  var acceptsNewSubjects: Bool?

  /// The declarations of these actions, each once, and for each action the position of its own.
  static func declarations(of actions: [PlannedAction]) -> (list: [RequestDeclaration], positions: [Int]) {
    var list: [RequestDeclaration] = []
    var known: [RequestDeclaration: Int] = [:]
    let positions = actions.map { action in
      if let position = known[action.declaration] { return position }
      known[action.declaration] = list.count
      list.append(action.declaration)
      return list.count - 1
    }
    return (list, positions)
  }
}

extension Date {
  init(milliseconds: Int) {
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  var milliseconds: Int { Int((timeIntervalSince1970 * 1000).rounded()) }
}
