/// A CI system reads what a job prints, and obeys lines of it:
///
/// - GitHub a line that begins, after white space, with `::` (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands),
///   and, as its runner once did with all commands, `##[` anywhere;
/// - Azure `##vso[` and `##[` anywhere (https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands);
/// - TeamCity `##teamcity[`.
///
/// Writ's own texts begin no line so; those of manifests and of the org may.
extension String {
  /// The text with a space within each of these: no one but Writ speaks to the CI system, and a reader sees what was meant.
  package var withoutCICommands: String {
    guard Self.mayHoldCommands(utf8) else { return self }
    var result = String.UnicodeScalarView()
    var rest = unicodeScalars[...]
    var isLineStart = true
    while let scalar = rest.popFirst() {
      result.append(scalar)
      let beginsCommand =
        switch scalar {
        case ":": isLineStart && rest.first == ":"
        case "#": rest.makesCICommandOfHash
        default: false
        }
      if beginsCommand { result.append(" ") }
      isLineStart = scalar == "\n" || isLineStart && scalar.properties.isWhitespace
    }
    return String(result)
  }

  /// Whether two colons or two hashes stand next to each other.
  private static func mayHoldCommands(_ bytes: String.UTF8View) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == previous, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") { return true }
      previous = byte
    }
    return false
  }
}

extension Substring.UnicodeScalarView {
  /// Whether this, after a `#`, makes a command of it: `#name[`.
  package var makesCICommandOfHash: Bool {
    first == "#" && dropFirst().drop { $0.isASCII && $0.properties.isAlphabetic }.first == "["
  }
}
