import Foundation

/// How subjects are compared: an org may trim a subject, normalize it (Unicode NFC), or drop characters that it cannot
/// store, and the request is still the one that was asked for.
package enum FoldedSubject {
  /// The subject in NFC, without characters outside the basic multilingual plane, without outer white space, and with
  /// one space for each run of inner white space. Folding a folded subject changes nothing.
  package static func fold(_ subject: String) -> String {
    if isFolded(subject) { return subject }
    let scalars = subject.precomposedStringWithCanonicalMapping.unicodeScalars
    var folded = String.UnicodeScalarView()
    var isAfterSpace = false
    for scalar in scalars where scalar.value <= 0xFFFF {
      if scalar.properties.isWhitespace {
        isAfterSpace = true
      } else {
        if isAfterSpace, !folded.isEmpty { folded.append(" ") }
        isAfterSpace = false
        folded.append(scalar)
      }
    }
    // What was next to a dropped character may compose now.
    return String(folded).precomposedStringWithCanonicalMapping
  }

  /// Whether a subject is plain ASCII that folding leaves as it is: nearly all are.
  private static func isFolded(_ subject: String) -> Bool {
    var subject = subject
    return subject.withUTF8 { isFolded($0) }
  }

  /// The same, for a subject's bytes.
  package static func isFolded(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var isAfterSpace = true
    for byte in bytes {
      guard (0x20...0x7E).contains(byte), byte != 0x20 || !isAfterSpace else { return false }
      isAfterSpace = byte == 0x20
    }
    return !isAfterSpace || bytes.isEmpty
  }
}
