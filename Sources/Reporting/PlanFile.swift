package import struct Foundation.Date
package import Planning
package import Model

/// A plan as `plan --out` saves it: all that applying it needs, without the manifests.
package struct PlanFile: Hashable, Sendable {
  /// The version of the file's form; one of another version is not read.
  package static let formatVersion = 1

  /// The version of Writ that made the plan.
  package var writVersion: String
  /// Cut to whole milliseconds.
  package var createdAt: Date
  /// The plan itself; its digest is computed when the file is written, and compared when it is read.
  package var plan: Plan
  /// Why requests of the plan cannot be created, by what the org said of their users and request types: applying the plan leaves
  /// them out, whatever the org says by then.
  package var obstacles: [RequestKey: String]
  /// Whether entries with an edited subject make a second request, as the plan showed it.
  package var acceptsNewSubjects: Bool

  package init(
    writVersion: String, createdAt: Date, plan: Plan, obstacles: [RequestKey: String] = [:],
    acceptsNewSubjects: Bool = false
  ) {
    self.acceptsNewSubjects = acceptsNewSubjects
    self.writVersion = writVersion
    self.createdAt = createdAt
    self.plan = plan
    self.obstacles = obstacles
  }

  /// Every declaration of the plan once, in the plan's order: what a new plan over the same manifests would start from.
  package var declarations: [RequestDeclaration] {
    PlanFileForm.declarations(of: plan.actions).list
  }
}

/// Why a saved plan cannot be used.
package enum PlanFileError: Error, Hashable, Sendable {
  /// The file ends too early, or is not JSON of the form that `PlanFile` writes.
  case unreadable(reason: String)
  /// The file has this format version, which this Writ does not read.
  case wrongVersion(Int)
  /// Its plan has another digest than the file says.
  case digestMismatch(expected: String, found: String)
  /// Its declarations break rules of manifests: a line for each, with its place in the manifest, and how many there are
  /// beyond those.
  case invalid([String], leftOut: Int)

  /// What happened, in one line, or in one for each broken rule.
  package var text: String {
    switch self {
    case .unreadable(let reason): "not a saved plan: \(reason)"
    case .wrongVersion(let version):
      "the saved plan has format version \(version), this writ reads \(PlanFile.formatVersion)"
    case .digestMismatch: "the saved plan was changed after it was made: its digest does not match"
    case .invalid(let lines, let leftOut):
      (["the saved plan declares what no manifest can:"] + lines).joined(separator: "\n")
        + (leftOut > 0 ? "\nand \(CountText.noun(leftOut, "other"))" : "")
    }
  }
}
