import Foundation
import TestGoldens
import Testing

/// The recorded texts of this target's tests.
enum Golden {
  private static let tests = WritProgram.checkout.appending(path: "Tests/CommandsTests")

  /// Whether recorded texts are written again.
  static var isUpdating: Bool { GoldenFolder.isUpdating }

  /// The recorded text of that name.
  static func text(_ name: String) throws -> String { try GoldenFolder(tests.appending(path: "Golden")).text(name) }

  /// Compares `text` with the recorded file of that name, and names the lines that differ.
  static func check(
    _ text: String, _ name: String, in folder: String = "Golden", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try GoldenFolder(tests.appending(path: folder)).check(text, name, sourceLocation: sourceLocation)
  }
}
