package import ArgumentParser

/// A command of writ: what it does, given the world it does it in.
package protocol WritCommand: ParsableCommand {
  /// The options that every command takes.
  var global: GlobalOptions { get }

  /// Whether it does more than print: then its status stands where its output is not read.
  var changesThings: Bool { get }

  /// How results are printed, and errors with them.
  var format: OutputFormat { get }

  /// Which reports it writes; `nil` where it takes no `--report`.
  var reports: ReportOptions? { get }

  /// The file for a manifest of what was not done; `nil` where none is asked for.
  var unfinishedFile: String? { get }

  /// Whether JSON is printed as one object a line, of which an error may be the last; else as one document.
  var streamsResults: Bool { get }

  /// Does it; what it throws becomes an exit status in `CommandError+Failures.swift`.
  func run(in environment: Environment, console: Console) async throws
}

extension WritCommand {
  /// `false`, unless a command declares otherwise: it only prints.
  package var changesThings: Bool { false }

  /// `.text`, for a command without `--format`.
  package var format: OutputFormat { .text }

  /// `nil`, for a command without `--report`.
  package var reports: ReportOptions? { nil }

  /// `nil`, unless a command declares otherwise.
  package var unfinishedFile: String? { nil }

  /// `false`, unless a command declares otherwise: JSON is one document.
  package var streamsResults: Bool { false }
}
