import Foundation

/// How much torture a run of the tests is to do.
enum Torture {
  /// `WRIT_TORTURE_KILLS`, or 200, which continuous integration has the time for.
  static let kills = Int(setting("WRIT_TORTURE_KILLS") ?? 200)
  /// `WRIT_TORTURE_SEED` repeats the choices of an earlier run.
  static let seed = setting("WRIT_TORTURE_SEED") ?? UInt64.random(in: 0...999_999)
  /// `make torture`: whoever waits for it has time.
  static var isLong: Bool { kills >= 1000 }

  private static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }
}
