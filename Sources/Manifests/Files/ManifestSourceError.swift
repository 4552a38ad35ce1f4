/// Why the sources that a user named cannot be read at all, whatever they contain.
package enum ManifestSourceError: Error, Hashable, Sendable {
  /// No path was given.
  case nothingNamed
  /// No such file or folder.
  case missing(path: String)
  /// The system cannot read it; the reason is the system's text.
  case unreadable(path: String, reason: String)
  /// A folder in which no file ends in `.yaml` or `.yml`.
  case emptyFolder(path: String)
  /// Standard input, named more than once.
  case repeatedStandardInput
  /// `--table` names a table that no manifest of the set declares.
  case unknownTable(String)
  /// `--by` names a column that no table of the set has.
  case unknownColumn(String)

  /// One line for the user.
  package var text: String {
    switch self {
    case .nothingNamed: "no manifests given: name files, folders, or - for standard input"
    case .missing(let path): "\(path): no such file or folder"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .emptyFolder(let path): "\(path): no .yaml or .yml files in this folder"
    case .repeatedStandardInput: "standard input (-) can be named only once"
    case .unknownTable(let name): "--table \(name): no manifest declares a table of this name"
    case .unknownColumn(let name): "--by \(name): no table of the manifests has this column"
    }
  }
}
