import Model

/// Numbers and times as a person reads them.
package enum CountText {
  /// `5000` → `5,000`: thousands apart, whatever the locale, so that a script reads the same everywhere.
  package static func number(_ count: Int) -> String {
    let digits = String(count.magnitude)
    let head = digits.count % 3
    var groups = head > 0 ? [String(digits.prefix(head))] : []
    for group in 0..<digits.count / 3 {
      groups.append(String(digits.dropFirst(head + group * 3).prefix(3)))
    }
    return (count < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// `1 request`, `5,000 requests`: a noun whose plural takes an s, or the plural that is given.
  package static func noun(_ count: Int, _ singular: String, plural: String? = nil) -> String {
    "\(number(count)) \(count == 1 ? singular : plural ?? singular + "s")"
  }

  /// `40 s`, `3 min 20 s`, `1 h 04 min`; the rest is rounded up, so that nothing takes longer than it says.
  package static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "for ever" }
    let whole = Int(max(0, seconds).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 {
      let rest = whole % 60
      return rest == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(rest) s"
    }
    let minutes = (whole + 59) / 60
    return "\(number(minutes / 60)) h \((minutes % 60).digits(2)) min"
  }
}
