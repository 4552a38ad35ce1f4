import ArgumentParser
import Model

/// What is said about a wrong command line: ArgumentParser's words in our manner.
struct UsageMessage {
  /// Lower case, without a final period, with a hint where ArgumentParser suggests something.
  let error: CommandError
  /// ArgumentParser's help for an argument, and the usage of the command.
  private let usage: String

  /// What a person reads.
  var text: String {
    ["error: \(error.message)", error.hint.map { "hint: \($0)" }, usage].compactMap(\.self).joined(separator: "\n")
  }

  /// A command that does not exist is named as such, with the one that was likely meant: ArgumentParser would complain of
  /// its options first.
  init(_ error: any Error, arguments: [String]) {
    let message = Writ.message(for: error)
    let isMissing = message.hasPrefix("Missing expected argument")
    self.error =
      UnknownCommand(arguments)?.error ?? (isMissing ? Self.misspelledOption(in: arguments) : nil)
      ?? Self.rephrased(message)
    // Help and usage are public after the message only.
    usage = String(Writ.fullMessage(for: error).trimmingPrefix("Error: \(message)").drop(while: \.isNewline))
  }

  private init(_ error: CommandError, usage: String) { (self.error, self.usage) = (error, usage) }

  /// What `writ help` prints for a command that does not exist, where ArgumentParser would print the root command's help
  /// as a success; `nil` where it exists or none is named.
  static func unknownHelp(_ arguments: [String]) -> UsageMessage? {
    guard arguments.first == "help", let unknown = UnknownCommand(Array(arguments.dropFirst())) else { return nil }
    return UsageMessage(unknown.error, usage: "See 'writ --help' for all commands.")
  }

  /// Whether a command line that could not be parsed asks for JSON.
  static func asksForJSON(_ arguments: [String]) -> Bool {
    arguments.contains("--format=json") || zip(arguments, arguments.dropFirst()).contains { $0 == ("--format", "json") }
  }

  /// `Unknown option '--fromat'. Did you mean '--format'?` as a message and a hint.
  private static func rephrased(_ text: String) -> CommandError {
    var message = text
    var hint: String?
    if let range = message.firstRange(of: ". Did you mean ") {
      hint = "did you mean " + message[range.upperBound...].replacing("'", with: "")
      message.removeSubrange(range.lowerBound...)
    } else if let range = message.firstRange(of: ". Please provide ") {
      hint = "write " + message[range.upperBound...]
      message.removeSubrange(range.lowerBound...)
    }
    if message.dropFirst().first?.isLowercase == true { message = message.prefix(1).lowercased() + message.dropFirst() }
    return CommandError(.usage, wrongValue(message.withoutPeriod) ?? message.withoutPeriod, hint: hint?.withoutPeriod)
  }

  /// What ArgumentParser's message about a value should be, where the value has a form of its own.
  private static func wrongValue(_ message: String) -> String? {
    let forms = ["time": Duration.textForm, "n/time": RateLimit.textForm, "limit": RateLimit.textForm]
    guard let match = message.wholeMatch(of: /the value '(.*)' is invalid for '(--[a-z-]+) <(.+)>'/),
      let form = forms[String(match.3)]
    else { return nil }
    return "expected \(form) for \(match.2), found '\(match.1)'"
  }

  /// An option that the command does not have and that is close to one of its own. ArgumentParser reports a missing
  /// argument first, which would hide it.
  private static func misspelledOption(in arguments: [String]) -> CommandError? {
    let options = Writ.helpMessage(for: CommandPath(arguments).command).matches(of: /--[a-z][a-z-]*/).map {
      String($0.output)
    }
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      let name = String(argument.prefix { $0 != "=" })
      guard !options.contains(name), let hint = NearestName.hint(for: name, among: options) else { continue }
      return CommandError(.usage, "unknown option '\(name)'", hint: hint)
    }
    return nil
  }
}

extension String {
  fileprivate var withoutPeriod: String { hasSuffix(".") ? String(dropLast()) : self }
}

/// The command that the first arguments name, and the arguments after them.
private struct CommandPath {
  private(set) var command: any ParsableCommand.Type = Writ.self
  private(set) var rest: ArraySlice<String>

  init(_ arguments: [String]) {
    rest = arguments[...]
    while let word = rest.first,
      let next = command.configuration.subcommands.first(where: { $0._commandName == word })
    {
      command = next
      rest.removeFirst()
    }
  }
}

/// A word in the place of a command that does not exist.
private struct UnknownCommand {
  private let word: String
  private let names: [String]

  /// `nil` where the arguments begin with a command, or with an option.
  init?(_ arguments: [String]) {
    let path = CommandPath(arguments)
    names = path.command.configuration.subcommands.map { $0._commandName }
    guard let word = path.rest.first, !names.isEmpty, !word.hasPrefix("-") else { return nil }
    self.word = word
  }

  var error: CommandError {
    CommandError(.usage, "unknown command '\(word)'", hint: NearestName.hint(for: word, among: names + ["help"]))
  }
}
