package import ArgumentParser

/// A command of writ: what it does, given the world it does it in.
package protocol WritCommand: ParsableCommand {
  var global: GlobalOptions { get }

  /// Does it; what it throws becomes an exit status in `FailureMapping`.
  func run(in environment: Environment, console: Console) async throws
}
