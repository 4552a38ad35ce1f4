import ArgumentParser
import Foundation

/// A run of the program, from its arguments to its exit status.
package enum Program {
  /// Ends the process.
  package static func main() async -> Never {
    signal(SIGPIPE, SIG_IGN)
    let environment = Environment.process()
    let status = await run(Array(CommandLine.arguments.dropFirst()), in: environment)
    leave(status, output: environment.standardOutput)
  }

  /// Parses and runs one command, and tells what went wrong.
  package static func run(_ arguments: [String], in environment: Environment) async -> ExitStatus {
    let command: any ParsableCommand
    do {
      command = try Writ.parseAsRoot(arguments)
    } catch {
      return tell(error, in: environment)
    }
    guard let command = command as? any WritCommand else {
      return runBuiltIn(command, in: environment)
    }
    let console = Console(command.global, environment)
    var environment = environment
    environment.detail = { console.detail($0) }
    do {
      try await command.run(in: environment, console: console)
      return .done
    } catch {
      let failure = CommandError(error)
      console.error(failure)
      return failure.status
    }
  }

  /// Commands of ArgumentParser itself, and those that only group others, throw their help.
  private static func runBuiltIn(_ command: any ParsableCommand, in environment: Environment) -> ExitStatus {
    var command = command
    do {
      try command.run()
      return .done
    } catch {
      return tell(error, in: environment)
    }
  }

  /// Help goes to standard output, a wrong command line to standard error.
  private static func tell(_ error: any Error, in environment: Environment) -> ExitStatus {
    let text = Writ.fullMessage(for: error)
    guard Writ.exitCode(for: error).isSuccess else {
      environment.standardError.write(UsageMessage.text(text) + "\n")
      return .usage
    }
    environment.standardOutput.write(text.hasSuffix("\n") ? text : text + "\n")
    return .done
  }

  /// A reader that went away ends the process as the shell expects it (by SIGPIPE); an output that could not be written
  /// is a failure, since a result was lost.
  private static func leave(_ status: ExitStatus, output: OutputStream) -> Never {
    switch output.failure {
    case EPIPE?:
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
      exit(128 + SIGPIPE)
    case let error?:
      FileHandle.standardError.write(Data("error: cannot write the output: \(String(cString: strerror(error)))\n".utf8))
      exit(status == .done ? ExitStatus.failure.rawValue : status.rawValue)
    case nil: exit(status.rawValue)
    }
  }
}

/// ArgumentParser's words in our manner: lower case, no final period.
enum UsageMessage {
  static func text(_ message: String) -> String {
    guard message.hasPrefix("Error: ") else { return message }
    let rest = message.dropFirst("Error: ".count)
    var lines = rest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let first = lines.first {
      let isWord = first.dropFirst().first?.isLowercase == true
      var told = isWord ? first.prefix(1).lowercased() + first.dropFirst() : first
      if told.hasSuffix(".") { told.removeLast() }
      lines[0] = "error: \(told)"
    }
    return lines.joined(separator: "\n")
  }
}
