import Foundation
import Model

extension Unicode.Scalar {
  /// What stands for a character that HTML and XML would read as markup.
  var markupEntity: String? {
    switch self {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    default: nil
    }
  }
}

/// Text of others in a page.
enum HTMLText {
  /// For content and attributes; what terminals obey is shown instead, since it has no place on a page either.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": escaped += "&#39;"
      case "\n": escaped += " "
      default: escaped += scalar.markupEntity ?? String(scalar.terminalSafe)
      }
    }
    return escaped
  }

  /// A name or a subject, whose direction of writing changes nothing around it.
  static func value(_ text: String) -> String { "<bdi>\(escaped(text))</bdi>" }

  /// A moment to the minute, as a person reads it.
  static func moment(_ date: Date) -> String {
    let written = date.formatted(.iso8601)
    return "<time datetime=\"\(written)\">\(written.prefix(16).replacing("T", with: " ")) UTC</time>"
  }
}
