import ArgumentParser
import Foundation
import Model
import Reporting
import Synchronization
import Throttling

/// Writes a command's reports, its annotations and its manifest of what is left, once, at whichever end it comes to.
final class ReportWriter: Sendable {
  let log: ReportLog
  private let targets: [ReportTarget]
  private let unfinished: String?
  private let service: ReportAnnotations.Service?
  private let console: Console
  private let environment: Environment
  /// Whether the command does more than print.
  private let changesThings: Bool
  private let isWritten = Mutex(false)

  /// Nothing is written for a command without `reports`.
  init(_ command: any WritCommand, console: Console, environment: Environment) {
    log = ReportLog(
      command: type(of: command).configuration.commandName ?? "", began: environment.time.date(),
      sourceRoot: SourceRoot(environment.variables))
    unfinished = command.unfinishedFile
    targets = (try? command.reports?.targets) ?? []
    service = command.reports?.service(for: command.format, in: environment)
    changesThings = command.changesThings
    self.console = console
    self.environment = environment
  }

  /// Whether there is anything to write: else nothing has to be remembered for it.
  var isNeeded: Bool { hasTargets || service != nil || unfinished != nil }

  /// Whether any file is written: then a command may have to keep more of what it reads.
  var hasTargets: Bool { !targets.isEmpty }

  /// Ends a command that could not write its files in the end, before it does anything.
  func requirePlaces() throws(CommandError) {
    for (name, path) in targets.map({ ("report", $0.path) }) + (unfinished.map { [("manifest", $0)] } ?? []) {
      guard let obstacle = OutputFile.obstacle(to: path) else { continue }
      isWritten.withLock { $0 = true }
      throw CommandError(.usage, "cannot write the \(name) \(path): \(obstacle)", hint: "name another place")
    }
  }

  /// Writes all of it; gives the status with which the program ends: a file that could not be written is a failure, unless
  /// the command ended with something worse.
  func write(_ failure: CommandError?, status: ExitStatus) -> ExitStatus {
    let isFirst = isWritten.withLock { isWritten in
      defer { isWritten = true }
      return !isWritten
    }
    guard isFirst else { return status }
    var errors: [CommandError] = []
    if hasTargets || service != nil {
      let report = log.report(failure, status: status, at: environment.time.date())
      if let service { console.annotate(ReportAnnotations(for: service).lines(report)) }
      errors = targets.compactMap { write($0.format.text(report), to: $0.path, as: "report") }
    }
    errors += [writeUnfinished()].compactMap(\.self)
    for error in errors { console.error(error) }
    return errors.isEmpty || ![.done, .changesPending].contains(status) ? status : .failure
  }

  private func writeUnfinished() -> CommandError? {
    guard let unfinished else { return nil }
    guard let text = log.unfinished else {
      console.note("nothing was planned: \(unfinished) was not written")
      return nil
    }
    return write(text, to: unfinished, as: "manifest")
  }

  /// Gives why it could not be written.
  private func write(_ text: String, to path: String, as name: String) -> CommandError? {
    do {
      try OutputFile.write(text, to: path, for: .all)
      return nil
    } catch {
      return CommandError(
        .failure, "cannot write the \(name) \(path): \(SystemReason.text(error))",
        hint: changesThings
          ? "what was done stands: writ report makes a report from the journal" : "name another place with --report")
    }
  }
}

extension SourceRoot {
  /// The folder of the repository as a CI system names it, else the current folder.
  init(_ variables: [String: String]) {
    let folders = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"]
    let current = FileManager.default.currentDirectoryPath
    let root = folders.lazy.compactMap { variables[$0] }.first { $0.hasPrefix("/") } ?? current
    func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }
    self.init(resolved(root), current: resolved(current))
  }
}
