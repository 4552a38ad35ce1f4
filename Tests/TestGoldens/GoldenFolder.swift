package import Foundation
package import Testing

/// A folder of texts that may change only on purpose: `WRIT_UPDATE_GOLDENS=1 swift test` writes them again.
package struct GoldenFolder: Sendable {
  /// Whether recorded texts are written again.
  package static var isUpdating: Bool { ProcessInfo.processInfo.environment["WRIT_UPDATE_GOLDENS"] == "1" }

  private let url: URL

  package init(_ url: URL) { self.url = url }

  /// The recorded text of that name.
  package func text(_ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8)
  }

  /// Compares `text` with the recorded file of that name, byte for byte, and names the lines that differ.
  package func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = url.appending(path: name)
    if Self.isUpdating {
      try Data(text.utf8).write(to: file)
    }
    let recorded = (try? Data(contentsOf: file)) ?? Data()
    guard !text.utf8.elementsEqual(recorded) else { return }
    let differences = Self.differences(of: text, from: String(decoding: recorded, as: UTF8.self))
    Issue.record(
      "differs from \(url.lastPathComponent)/\(name):\n\(differences)", sourceLocation: sourceLocation)
  }

  /// `- line 3: …` for a recorded line that is gone, `+ line 3: …` for one that is new.
  private static func differences(of text: String, from recorded: String) -> String {
    func lines(_ text: String) -> [Substring] {
      text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }
    return lines(text).difference(from: lines(recorded)).map { change in
      switch change {
      case .remove(let offset, let line, _): "- line \(offset + 1): \(line)"
      case .insert(let offset, let line, _): "+ line \(offset + 1): \(line)"
      }
    }.joined(separator: "\n")
  }
}
