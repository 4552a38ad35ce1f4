import ArgumentParser
import Foundation
import RequestModel

/// Which of the declared requests a command is about.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only entries whose name (or subject, where there is none) matches this pattern of *, ? and [abc].",
      valueName: "glob"))
  var select: String?

  init() {}

  /// Those whose name matches, in the same order; nothing selected is an error, since it is hardly what was meant.
  func selected(of declared: [DeclaredRequest]) throws(CommandError) -> [DeclaredRequest] {
    guard let select else { return declared }
    let selected = declared.filter { fnmatch(select, $0.entry.name ?? $0.entry.subject, 0) == 0 }
    guard !selected.isEmpty || declared.isEmpty else {
      throw CommandError(
        .usage, "no entry's name matches --select \(select)",
        hint: "it is compared with the whole name, or the subject where an entry has no name")
    }
    return selected
  }
}
