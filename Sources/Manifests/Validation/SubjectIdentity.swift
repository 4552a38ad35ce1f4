import Model

/// What identifies a subject: its folded form, as an org may store it (`FoldedSubject`). Nearly all subjects are plain ASCII
/// and equal to their folded form: these are not copied.
struct SubjectIdentity {
  private let written: YAMLText
  /// `nil` if it equals the written text.
  private let folded: String?

  @inline(__always)
  init(_ written: YAMLText) {
    self.written = written
    folded = FoldedSubject.isFolded(written.bytes) ? nil : Self.fold(written)
  }

  private static func fold(_ written: YAMLText) -> String? {
    let folded = FoldedSubject.fold(written.string)
    return folded.utf8.elementsEqual(written.bytes) ? nil : folded
  }

  @inline(__always)
  func hash(into hasher: inout Hasher) {
    guard var folded else { return Self.combine(written, into: &hasher) }
    folded.withUTF8 { Self.combine(YAMLText($0), into: &hasher) }
  }

  /// A hash of the text as written; `nil` where this is the folded form. Two subjects with one folded form are written
  /// alike where these are equal.
  var spellingHash: UInt32? {
    folded == nil ? nil : UInt32(truncatingIfNeeded: written.hashValue)
  }

  @inline(__always)
  private static func combine(_ text: YAMLText, into hasher: inout Hasher) {
    hasher.combine(text.count)
    hasher.combine(text)
  }
}

/// The subjects that are not written in their folded form: few, so that all others cost nothing.
struct SubjectSpellings {
  /// In the order of the keys' numbers.
  private var subjects: [(key: UInt32, hash: UInt32)] = []

  mutating func append(_ hash: UInt32, ofKey number: Int) {
    subjects.append((UInt32(truncatingIfNeeded: number), hash))
  }

  /// `nil` where the subject of this key is written in its folded form.
  func hash(ofKey number: Int) -> UInt32? {
    var (first, end) = (0, subjects.count)
    while first < end {
      let middle = (first + end) / 2
      if Int(subjects[middle].key) < number { first = middle + 1 } else { end = middle }
    }
    return first < subjects.count && Int(subjects[first].key) == number ? subjects[first].hash : nil
  }

  mutating func rollBack(to number: Int) {
    while let last = subjects.last, Int(last.key) >= number { subjects.removeLast() }
  }
}
