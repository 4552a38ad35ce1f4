import Foundation
import Model

/// How a document's block list of requests is indented: enough to find where it may be cut between two entries, and to read on
/// from there.
///
/// At such a cut libyaml has open the document's mapping, the value of one of its keys, and the list. A text that begins with
/// `prologue` brings another parser to the same state: nothing else of what came before has a part in what libyaml makes of the
/// rest, but for directives, which a list with a layout does not have, and anchors, which are the builder's.
struct ListLayout: Equatable, Sendable {
  /// Spaces before the document's keys and before the list's entries.
  let keys, entries: Int

  /// `nil` where a document is not written as a block mapping with a block list in it.
  init?(keys: SourceMark?, entries: SourceMark) {
    guard let keys, entries.column >= keys.column else { return nil }
    self.keys = Int(keys.column) - 1
    self.entries = Int(entries.column) - 1
  }

  /// One line, after which the list's first entry comes.
  var prologue: [UInt8] { [UInt8](repeating: 0x20, count: keys) + Array("x:\n".utf8) }

  /// Where the first line begins that looks as if it began an entry. It may be one of quoted text: only the reading of what
  /// is before it shows that. `previous` is the byte before the text.
  func firstEntry(in text: UnsafeRawBufferPointer, after previous: UInt8) -> Int? {
    guard let start = text.baseAddress else { return nil }
    if Self.endsLine(previous), isEntry(at: 0, in: text) { return 0 }
    var from = 0
    while from < text.count, let found = memchr(start + from, 0x0A, text.count - from) {
      from = UnsafeRawPointer(found) - start + 1
      if isEntry(at: from, in: text) { return from }
    }
    return nil
  }

  /// Where the last such line begins, after `start`.
  func lastEntry(in text: UnsafeRawBufferPointer, after start: Int) -> Int? {
    var index = text.count - entries - 1
    while index > start {
      if Self.endsLine(text[index - 1]), isEntry(at: index, in: text) { return index }
      index -= 1
    }
    return nil
  }

  private func isEntry(at index: Int, in text: UnsafeRawBufferPointer) -> Bool {
    let dash = index + entries
    guard dash + 1 < text.count, text[dash] == UInt8(ascii: "-"), [0x20, 0x0A, 0x0D].contains(text[dash + 1]) else {
      return false
    }
    return text[index..<dash].allSatisfy { $0 == 0x20 }
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}

/// Where a parser's text begins in a file.
struct TextOrigin: Equatable, Sendable {
  /// Lines that end before it.
  var lines = 0
  /// Code points before it.
  var index = 0
}
