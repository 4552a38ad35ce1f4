extension String {
  /// The text in at most `width` characters, its middle left out where it is longer: beginnings and ends of subjects and
  /// logins distinguish them. All of it where `width` is `nil`.
  func shortened(to width: Int?) -> String {
    guard let width, count > width else { return self }
    guard width > 1 else { return "…" }
    let end = (width - 1) / 2
    return "\(prefix(width - 1 - end))…\(suffix(end))"
  }

  /// The text with spaces after it, up to `width` characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text in lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
  func wrapped(to width: Int?) -> [String] {
    guard let width, count > width else { return [self] }
    var lines: [String] = []
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
