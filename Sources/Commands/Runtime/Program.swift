import ArgumentParser
import Foundation
import Reporting
import Model

/// A run of the program, from its arguments to its exit status.
package enum Program {
  /// Ends the process.
  package static func main() async -> Never {
    signal(SIGPIPE, SIG_IGN)
    let environment = Environment.process()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let message = UsageMessage.unknownHelp(arguments) {
      environment.standardError.write(Styling.plain.cleaned(message.text + "\n"))
      leave(.usage, after: nil, in: environment)
    }
    do {
      let command = try Writ.parseAsRoot(arguments)
      leave(await run(command, in: environment), after: command, in: environment)
    } catch {
      leave(reportUsage(error, in: environment), after: nil, in: environment)
    }
  }

  /// How many arenas of memory the command is to have that the process was started with; `nil`: as many as there are threads. A
  /// run would lose a quarter of its processor time to threads that wait for one, and two threads read a manifest.
  package static var arenaCount: Int32? {
    switch CommandLine.arguments.dropFirst().first(where: { !$0.hasPrefix("-") }) {
    case "apply", "cancel": nil
    case "validate", "plan": 2
    default: 1
    }
  }

  /// Standard streams that were closed when the process started lead nowhere from now on: else the next file that is
  /// opened, such as the state, would take their numbers, and what is printed would be written into it. To be called
  /// before anything is opened.
  package static func openStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken, which is this one.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Runs one command, and reports what went wrong.
  private static func run(_ command: any ParsableCommand, in environment: Environment) async -> ExitStatus {
    guard let command = command as? any WritCommand else {
      return runBuiltIn(command, in: environment)
    }
    let console = Console(command.global, environment)
    var environment = environment
    environment.detail = { console.detail($0) }
    let reports = ReportWriter(command, console: console, environment: environment)
    if reports.isNeeded { environment.reports = reports }
    do {
      try reports.requirePlaces()
      try await command.run(in: environment, console: console)
      return reports.write(nil, status: .done)
    } catch {
      let failure = CommandError(error)
      // A document that was printed already stays the only one.
      if command.format == .json, !failure.message.isEmpty, command.streamsResults || !console.hasResults {
        console.result(failure.json.line + "\n")
      }
      console.error(failure)
      return reports.write(failure, status: failure.status)
    }
  }

  /// Commands of ArgumentParser itself, and those that only group others, throw their help.
  private static func runBuiltIn(_ command: any ParsableCommand, in environment: Environment) -> ExitStatus {
    var command = command
    do {
      try command.run()
      return .done
    } catch {
      return reportUsage(error, in: environment)
    }
  }

  /// Help goes to standard output, a wrong command line to standard error.
  private static func reportUsage(_ error: any Error, in environment: Environment) -> ExitStatus {
    guard Writ.exitCode(for: error).isSuccess else {
      let arguments = Array(CommandLine.arguments.dropFirst())
      let message = UsageMessage(error, arguments: arguments)
      if UsageMessage.asksForJSON(arguments) {
        environment.standardOutput.write(message.error.json.line + "\n")
      }
      environment.standardError.write(Styling.plain.cleaned(message.text + "\n"))
      return .usage
    }
    let text = Writ.fullMessage(for: error)
    environment.standardOutput.write(text.hasSuffix("\n") ? text : text + "\n")
    return .done
  }

  /// Ends the process. A status that says more than "done" stands, also where the output failed. Else a reader that went
  /// away ends a command that only prints as the shell expects it (by SIGPIPE), and one that has done work with the status
  /// of that; an output that could not be written is a failure, since a result was lost.
  private static func leave(
    _ status: ExitStatus, after command: (any ParsableCommand)?, in environment: Environment
  ) -> Never {
    guard let error = environment.standardOutput.failure else { exit(status.rawValue) }
    if error == EPIPE {
      if status != .done || (command as? any WritCommand)?.changesThings == true { exit(status.rawValue) }
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
      exit(128 + SIGPIPE)
    }
    environment.standardError.write("error: cannot write the output: \(SystemReason.words(for: error))\n")
    exit(status == .done ? ExitStatus.failure.rawValue : status.rawValue)
  }
}
