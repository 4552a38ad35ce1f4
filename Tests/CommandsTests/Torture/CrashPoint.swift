import Foundation
import Simulation
import Model

/// A place in the life of a run, at one of its writes to its state, where it dies.
///
/// `Tests/CrashPoints`, loaded before the C library, counts the writes and kills: nothing in `writ` knows of it.
struct CrashPoint: Sendable, CustomStringConvertible {
  enum Moment: String, Sendable, CaseIterable {
    /// The write was not made.
    case before
    /// It was made, and the program never saw that it was.
    case after
    /// Half of its bytes were written.
    case half
    /// Not made, and all that was not synced before is lost with it: a power cut.
    case cut
  }

  /// `wal-sync`, `db-write` …: see `CrashPoints.h`.
  var kind: String
  /// Counted from 1.
  var number: Int
  var moment: Moment

  var description: String { "\(kind):\(number):\(moment.rawValue)" }

  /// What a run needs to die there.
  var environment: [String: String] { Self.loading.merging(["WRIT_CRASH_AT": description]) { $1 } }

  /// What makes a run take its machine for one with a single processor.
  static let singleProcessor = loading.merging(["WRIT_PROCESSORS": "1"]) { $1 }

  /// What makes a run find its machine suspended for 12 s after the N-th sync of its state's log.
  static func suspended(afterSync number: Int) -> [String: String] {
    loading.merging(["WRIT_CRASH_AT": "wal-sync:\(number):suspend"]) { $1 }
  }

  /// Compiled when the first test needs it: the package has no product that only tests load.
  fileprivate static let loading = ["LD_PRELOAD": compiledLibrary().path]

  private static func compiledLibrary() -> URL {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../CrashPoints").standardized
    let library = WritProgram.url.deletingLastPathComponent().appending(path: "libCrashPoints.so")
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [
      "clang", "-shared", "-fPIC", "-O1", "-I", folder.appending(path: "include").path, "-o", library.path,
      folder.appending(path: "CrashPoints.c").path, "-ldl",
    ]
    do {
      try compiler.run()
      compiler.waitUntilExit()
    } catch {
      fatalError("clang, which comes with Swift, cannot be run: \(error)")
    }
    precondition(compiler.terminationStatus == 0, "Tests/CrashPoints cannot be compiled")
    return library
  }
}

extension CrashPoint {
  /// Every kind of write that a run makes to its state, by file.
  static let kinds = [
    "journal-write", "journal-sync", "db-write", "db-sync", "shm-truncate", "shm-write",
    "wal-write", "wal-sync",
  ]

  /// Syncs of a state's log, for a test that waits for a run to die at one of them: which write a sync carries, and how many
  /// there are, differs from run to run, so that each comes several times.
  static func syncs(_ moment: Moment) -> [CrashPoint] {
    (0..<96).map { CrashPoint(kind: "wal-sync", number: 1 + $0 % 24, moment: moment) }
  }

  /// Points of the first runs of a state, in turn: its making, the first intents, and what recovery writes after each
  /// kill. Later ones lie anywhere in a run.
  static func choose(_ turn: Int, using random: inout SplitMix64) -> CrashPoint {
    if turn < 12 {
      let moments: [Moment] = [.before, .after, .cut]
      return CrashPoint(kind: "wal-sync", number: 1 + turn, moment: moments[turn % moments.count])
    }
    let dice = Int.random(in: 0..<100, using: &random)
    let (kind, most): (String, Int) =
      switch dice {
      case ..<55: ("wal-sync", 24)
      case ..<90: ("wal-write", 120)
      case ..<93: ("db-write", 4)
      case ..<95: ("db-sync", 1)
      default: ("shm-write", 6)
      }
    let moments = kind.hasSuffix("-sync") ? [.before, .after, .cut] : Moment.allCases
    return CrashPoint(
      kind: kind, number: Int.random(in: 1...most, using: &random),
      moment: moments.randomElement(using: &random) ?? .cut)
  }
}

/// A disk that fails a run's writes to its state, from one of them on.
struct DiskFailure: Sendable, CustomStringConvertible {
  enum Reason: String, Sendable {
    case noSpace = "ENOSPC"
    case broken = "EIO"
    case readOnly = "EROFS"
  }

  var kind: String
  var number: Int
  var reason: Reason
  /// How many writes fail; `nil`: all from that one on.
  var times: Int?

  var description: String { "\(kind):\(number):\(reason.rawValue)" + (times.map { ":\($0)" } ?? "") }

  var environment: [String: String] { CrashPoint.loading.merging(["WRIT_FAIL_AT": description]) { $1 } }
}
