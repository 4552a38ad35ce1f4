import ArgumentParser
import Foundation
import RequestModel

/// Which of the declarations a command is about.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only entries whose name (or subject, where there is none) matches this pattern of *, ? and [abc].",
      valueName: "glob"))
  var select: String?

  init() {}

  /// Those whose name matches, in the same order; nothing selected is an error, since it is hardly what was meant.
  func selected(of declarations: [RequestDeclaration]) throws(CommandError) -> [RequestDeclaration] {
    guard let select else { return declarations }
    let selected = declarations.filter { fnmatch(select, $0.name ?? $0.subject, 0) == 0 }
    guard !selected.isEmpty || declarations.isEmpty else {
      throw CommandError(
        .usage, "no entry's name matches --select \(select)",
        hint: "it is compared with the whole name, or the subject where an entry has no name")
    }
    return selected
  }
}
