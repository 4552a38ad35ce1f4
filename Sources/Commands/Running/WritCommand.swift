package import ArgumentParser

/// A command of writ: what it does, given the world it does it in.
package protocol WritCommand: ParsableCommand {
  var global: GlobalOptions { get }

  /// Whether it does more than print: then its status stands where nobody reads what it prints.
  var changesThings: Bool { get }

  /// Does it; what it throws becomes an exit status in `FailureMapping`.
  func run(in environment: Environment, console: Console) async throws
}

extension WritCommand {
  package var changesThings: Bool { false }
}
