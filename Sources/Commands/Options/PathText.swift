import Foundation

/// Paths as people write them in options and variables.
enum PathText {
  /// The path with `~/` at its start read as `$HOME/`, as a shell reads it only where it stands in a word of its own: not
  /// in `--state=~/state.db`, and not in a CI job's variables. Every option that takes a path goes through here, so that
  /// no library reads a tilde in its own manner. `~name` is a name like any other.
  static func expanded(_ text: String) -> String {
    expanded(text, home: ProcessInfo.processInfo.environment["HOME"])
  }

  /// The same for a given home folder.
  static func expanded(_ text: String, home: String?) -> String {
    guard text.hasPrefix("~") else { return text }
    if let home, !home.isEmpty, text == "~" || text.hasPrefix("~/") { return home + text.dropFirst() }
    return "./" + text
  }
}
