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
    } else if let first = lines.first {
      let isWord = first.dropFirst().first?.isLowercase == true
      var line = isWord ? first.prefix(1).lowercased() + first.dropFirst() : first
      if line.hasSuffix(".") { line.removeLast() }
      lines[0] = "error: \(line)"
    }
    return lines.joined(separator: "\n")
  }
}

/// A word in the place of a command that is none.
private struct UnknownCommand {
  private let word: String
  private let names: [String]

  /// `nil` where the arguments begin with a command, or with an option.
  init?(_ arguments: [String]) {
    var command: any ParsableCommand.Type = Writ.self
    for word in arguments {
      let subcommands = command.configuration.subcommands
      guard !subcommands.isEmpty, !word.hasPrefix("-") else { return nil }
      guard let next = subcommands.first(where: { $0._commandName == word }) else {
        (self.word, names) = (word, subcommands.map { $0._commandName })
        return
      }
      command = next
    }
    return nil
  }

  var lines: [String] {
    ["error: unknown command '\(word)'"]
      + (NearestName.hint(for: word, among: names).map { ["hint: \($0)"] } ?? [])
  }
}
