import RequestModel

/// The problems found so far: each once, in the order of reading, at most `limit` of them kept.
final class Findings {
  /// As many as a person or a report can use; the rest is only counted.
  static let limit = 10_000

  private(set) var kept: [Diagnostic] = []
  private(set) var leftOut = 0
  /// How often a rule was broken, repeated findings of one place among them.
  @exclusivity(unchecked) private(set) var breaches = 0
  private var known: Set<Diagnostic> = []
  /// The file that the next findings are about, as the user named it.
  var file = ""

  init() {}

  var isEmpty: Bool { kept.isEmpty && leftOut == 0 }

  /// Texts are only made while there is room for them. A finding that tells why a file was not read to its end takes the
  /// place of another.
  func add(
    _ code: FindingCode, at range: SourceRange, _ message: @autoclosure () -> String,
    hint: @autoclosure () -> String? = nil, notes: @autoclosure () -> [Diagnostic.Note] = []
  ) {
    breaches += 1
    if kept.count >= Self.limit {
      leftOut += 1
      guard code.endsFile, let last = kept.popLast() else { return }
      known.remove(last)
    }
    let finding = Diagnostic(
      code: code.rawValue, message: message(), file: file, range: range, hint: hint(), notes: notes())
    if known.insert(finding).inserted { kept.append(finding) }
  }

  /// Another place of the file that the next findings are about.
  func note(_ message: String, at mark: SourceMark) -> Diagnostic.Note {
    Diagnostic.Note(message: message, place: SourcePlace(file: file, mark: mark))
  }

  // MARK: Going back, where a file has to be read a second time

  struct Checkpoint {
    fileprivate let kept: Int
    fileprivate let leftOut: Int
  }

  func checkpoint() -> Checkpoint { Checkpoint(kept: kept.count, leftOut: leftOut) }

  func rollBack(to checkpoint: Checkpoint) {
    let surplus = max(0, kept.count - checkpoint.kept)
    for finding in kept.suffix(surplus) { known.remove(finding) }
    kept.removeLast(surplus)
    leftOut = checkpoint.leftOut
  }

  /// By mark within each file, files in the order of their reading (which is the order of the first finding in each).
  func sorted() -> [Diagnostic] {
    var order: [String: Int] = [:]
    for finding in kept where order[finding.file] == nil { order[finding.file] = order.count }
    return kept.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.file != other.file { return order[one.file, default: 0] < order[other.file, default: 0] }
      if one.range.start != other.range.start { return one.range.start < other.range.start }
      return left.offset < right.offset
    }.map(\.element)
  }
}
