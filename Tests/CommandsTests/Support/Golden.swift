import Foundation
import Testing

/// Texts that may change only on purpose: `WRIT_UPDATE_GOLDENS=1 swift test` writes them again.
enum Golden {
  private static let tests = WritProgram.checkout.appending(path: "Tests/CommandsTests")

  /// Whether recorded texts are written again.
  static var isUpdating: Bool { ProcessInfo.processInfo.environment["WRIT_UPDATE_GOLDENS"] == "1" }

  /// The recorded text of that name.
  static func text(_ name: String) throws -> String {
    try String(contentsOf: tests.appending(path: "Golden/\(name)"), encoding: .utf8)
  }

  /// Compares `text` with the recorded file of that name, and names the lines that differ.
  static func check(
    _ text: String, _ name: String, in folder: String = "Golden", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = tests.appending(path: "\(folder)/\(name)")
    if isUpdating {
      try Data(text.utf8).write(to: file)
    }
    let recorded = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard text != recorded else { return }
    Issue.record(
      "differs from Tests/CommandsTests/\(folder)/\(name):\n\(differences(of: text, from: recorded))",
      sourceLocation: sourceLocation)
  }

  /// `- line 3: …` for a recorded line that is gone, `+ line 3: …` for one that is new.
  private static func differences(of text: String, from recorded: String) -> String {
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    return lines(text).difference(from: lines(recorded)).map { change in
      switch change {
      case .remove(let offset, let line, _): "- line \(offset + 1): \(line)"
      case .insert(let offset, let line, _): "+ line \(offset + 1): \(line)"
      }
    }.joined(separator: "\n")
  }
}
