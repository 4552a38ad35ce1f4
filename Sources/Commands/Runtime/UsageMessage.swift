import ArgumentParser
import RequestModel

/// What is said about a wrong command line.
enum UsageMessage {
  /// ArgumentParser's words in our manner: lower case, no final period. A command that does not exist is named as such,
  /// with the one that was likely meant: ArgumentParser would complain of its options first.
  static func text(_ message: String, arguments: [String]) -> String {
    guard message.hasPrefix("Error: ") else { return message }
    let rest = message.dropFirst("Error: ".count)
    var lines = rest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let unknown = UnknownCommand(arguments) {
      lines.replaceSubrange(0..<1, with: unknown.lines)
    } else if rest.hasPrefix("Missing expected argument"), let misspelled = misspelledOption(in: arguments) {
      lines.replaceSubrange(0..<1, with: misspelled)
    } else if let first = lines.first {
      let isWord = first.dropFirst().first?.isLowercase == true
      var line = isWord ? first.prefix(1).lowercased() + first.dropFirst() : first
      if line.hasSuffix(".") { line.removeLast() }
      lines[0] = "error: \(wrongValue(line) ?? line)"
    }
    return lines.joined(separator: "\n")
  }

  /// What ArgumentParser's line about a value should be, where the value has a form of its own.
  private static func wrongValue(_ line: String) -> String? {
    let forms = ["time": Duration.textForm, "n/time": RateLimit.textForm, "limit": RateLimit.textForm]
    guard let match = line.wholeMatch(of: /the value '(.*)' is invalid for '(--[a-z-]+) <(.+)>'/),
      let form = forms[String(match.3)]
    else { return nil }
    return "expected \(form) for \(match.2), found '\(match.1)'"
  }

  /// What `writ help` prints for a command that does not exist, where ArgumentParser would print the root command's help
  /// as a success; `nil` where it exists or none is named.
  static func unknownHelp(_ arguments: [String]) -> String? {
    guard arguments.first == "help", let unknown = UnknownCommand(Array(arguments.dropFirst())) else { return nil }
    return (unknown.lines + ["See 'writ --help' for all commands."]).joined(separator: "\n")
  }

  /// An option that the command does not have and that is close to one of its own. ArgumentParser reports a missing
  /// argument first, which would hide it.
  private static func misspelledOption(in arguments: [String]) -> [String]? {
    let options = Writ.helpMessage(for: CommandPath(arguments).command).matches(of: /--[a-z][a-z-]*/).map {
      String($0.output)
    }
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      let name = String(argument.prefix { $0 != "=" })
      guard !options.contains(name), let hint = NearestName.hint(for: name, among: options) else { continue }
      return ["error: unknown option '\(name)'", "hint: \(hint)"]
    }
    return nil
  }

  /// Whether a command line that could not be parsed asks for JSON.
  static func asksForJSON(_ arguments: [String]) -> Bool {
    arguments.contains("--format=json") || zip(arguments, arguments.dropFirst()).contains { $0 == ("--format", "json") }
  }

  /// The message as an error: its first line, and the hint where it has one.
  static func error(_ message: String) -> CommandError {
    let lines = message.split(separator: "\n")
    func text(after head: String) -> String? {
      lines.first { $0.hasPrefix(head) }.map { String($0.dropFirst(head.count)) }
    }
    return CommandError(.usage, text(after: "error: ") ?? message, hint: text(after: "hint: "))
  }
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

  var lines: [String] {
    ["error: unknown command '\(word)'"]
      + (NearestName.hint(for: word, among: names).map { ["hint: \($0)"] } ?? [])
  }
}
