/// A place in a text: line and column count from 1, columns in Unicode code points.
package struct SourceMark: Hashable, Sendable, Comparable {
  /// Counts from 1.
  package var line: UInt32
  /// Counts from 1, in Unicode code points.
  package var column: UInt32

  @inlinable package init(line: UInt32, column: UInt32) {
    self.line = line
    self.column = column
  }

  /// Line 1, column 1.
  package static let start = SourceMark(line: 1, column: 1)

  package static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// From the first code point of a token to just after its last.
package struct SourceRange: Hashable, Sendable {
  /// The first code point.
  package var start: SourceMark
  /// Just after the last code point.
  package var end: SourceMark

  @inlinable package init(start: SourceMark, end: SourceMark) {
    self.start = start
    self.end = end
  }

  /// The empty range at a mark.
  package init(at mark: SourceMark) {
    self.init(start: mark, end: mark)
  }
}

/// A mark and the file it is in, as the user named that file; `-` is standard input.
package struct SourcePlace: Hashable, Sendable, Comparable {
  /// The file, as the user named it.
  package var file: String
  /// The place in it.
  package var mark: SourceMark

  package init(file: String, mark: SourceMark) {
    self.file = file
    self.mark = mark
  }

  /// `file:line:column`, the form that editors and terminals turn into a link.
  package var text: String { "\(file):\(mark.line):\(mark.column)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.mark) < (right.file, right.mark)
  }
}
