import Foundation
import Testing

/// Texts that a change has to change on purpose: `WRIT_UPDATE_GOLDENS=1 swift test` writes them anew.
enum Golden {
  private static let folder = WritProgram.checkout.appending(path: "Tests/CommandsTests/Golden")

  /// Compares `text` with the golden file of that name.
  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["WRIT_UPDATE_GOLDENS"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(text == golden, "differs from Tests/CommandsTests/Golden/\(name)", sourceLocation: sourceLocation)
  }
}
