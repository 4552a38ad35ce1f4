import Foundation

extension Golden {
  /// Whether recorded texts are written again.
  static var isUpdating: Bool { ProcessInfo.processInfo.environment["WRIT_UPDATE_GOLDENS"] == "1" }

  /// The recorded text of that name.
  static func text(_ name: String) throws -> String {
    try String(contentsOf: WritProgram.checkout.appending(path: "Tests/CommandsTests/Golden/\(name)"), encoding: .utf8)
  }
}
