/// The likely cause of libyaml's terse problem: what is wrong at this place and what to write instead.
struct SyntaxCause {
  private(set) var message: String
  private(set) var hint: String?
  /// Whether a note on where the unfinished token starts helps.
  private(set) var showsStart = true

  /// `column` counts from 1; the lines are those of the place and before it.
  init(problem: String, context: String, line: String, previousLine: String, column: Int) {
    let scalars = Array(line.unicodeScalars)
    let character = column >= 1 && column <= scalars.count ? scalars[column - 1] : nil
    let indentation = scalars.prefix { $0 == " " || $0 == "\t" }
    let lacksSpace = [previousLine, line].contains(where: Self.lacksSpaceAfterColon)
    let spaceHint = lacksSpace ? "add a space after the colon, as in `key: value`" : nil
    message = context.isEmpty ? problem : "\(problem) \(context)"

    if indentation.contains("\t"), column <= indentation.count + 1 || problem.contains("tab") {
      message = "tabs are not allowed for indentation"
      hint = "indent with spaces"
      showsStart = false
      return
    }
    let before = String(String.UnicodeScalarView(scalars.prefix(max(0, column + 1))))
    let lineBefore = previousLine.drop { $0 == " " }
    if let mark = ["{{", "{%"].first(where: { before.contains($0) || lineBefore.hasPrefix($0) }) {
      message = "unresolved template placeholder `\(mark)`"
      hint = "\(TemplateRule.hint), or quote text that needs it"
      return
    }
    for (line, place) in [(line, ""), (previousLine, "in the line before, ")] {
      guard let cause = Self.lookAlike(line) else { continue }
      (message, hint, showsStart) = (place + cause.message, cause.hint, false)
      return
    }
    switch problem {
    case "found character that cannot start any token":
      let shown = character.map { $0 == "\t" ? "a tab" : "`\($0)`" } ?? "this character"
      message = "a value cannot begin with \(shown)"
      hint = character == "\t" ? "use spaces" : "quote the value"
      showsStart = false
    case "mapping values are not allowed in this context":
      message = "unexpected colon: the text before it is not a key of this mapping"
      hint = spaceHint ?? "quote values that contain a colon, or align the key with the keys next to it"
    case "could not find expected ':'":
      message = "expected a colon and a value after the key"
      hint = spaceHint ?? "write `key: value`, quote text of several lines, or check the indentation"
    case "did not find expected key":
      message = "expected a key in the column of the mapping's other keys"
      hint =
        Self.closesQuoteEarly(line)
        ? "double a quote inside quotes, or use the other kind of quotes"
        : spaceHint
          ?? "check the indentation"
    case "did not find expected '-' indicator":
      message = "expected `- ` in the column of the list's other items"
      hint = "check the indentation"
    case "block sequence entries are not allowed in this context":
      message = "unexpected list item"
      hint = "start the list on the line after its key"
    case "mapping keys are not allowed in this context":
      message = "unexpected key"
      hint = "check the indentation, or quote values that begin with ?"
    default:
      describeUnclosedText(problem, context)
    }
  }

  private mutating func describeUnclosedText(_ problem: String, _ context: String) {
    switch (problem, context) {
    case ("did not find expected ',' or ']'", _):
      (message, hint) = ("unclosed list: expected `,` or `]`", "close it, or quote its values")
    case ("did not find expected ',' or '}'", _):
      (message, hint) = ("unclosed mapping: expected `,` or `}`", "close it, or quote its values")
    case ("found unexpected end of stream", "while scanning a quoted scalar"):
      (message, hint) = ("unclosed quote: the file ends inside quoted text", "close the quote")
    case ("found unexpected document indicator", _):
      (message, hint) = ("unclosed quote: a document ends inside quoted text", "close the quote")
    case ("found unknown escape character", _):
      (message, hint) = (
        "unknown escape in double quotes", "write `\\\\` for a backslash, or use single quotes"
      )
    case ("did not find expected hexdecimal number", _), ("found invalid Unicode character escape code", _):
      (message, hint) = ("invalid escape: expected the hexadecimal digits of a character", nil)
    case ("did not find expected alphabetic or numeric character", _):
      (message, hint) = ("expected the name of an anchor or alias", "quote values that begin with `*` or `&`")
    case ("did not find expected comment or line break", "while scanning a block scalar"):
      (message, hint) = ("unexpected text after `|` or `>`", "start the text on the next line")
    case ("did not find expected <document start>", _):
      (message, hint) = (
        "unexpected text after the end of the document", "start another document with ---, or check the indentation"
      )
    case ("did not find expected node content", _):
      (message, hint) = ("expected a value", "quote values that begin with an indicator")
    case ("found undefined tag handle", _):
      (message, hint) = ("undefined tag", "quote values that begin with `!`")
    case ("found incompatible YAML document", _):
      (message, hint) = ("unsupported YAML version", "write %YAML 1.2, or remove the line")
    default: break
    }
  }

  /// A character in the line that looks like a space or a quote but is not one.
  private static func lookAlike(_ line: String) -> (message: String, hint: String)? {
    let scalars = line.unicodeScalars
    if let space = scalars.prefix(while: \.properties.isWhitespace).first(where: Confusable.isSpace) {
      return ("\(Confusable.name(of: space)) is not allowed for indentation", "indent with plain spaces")
    }
    for (before, scalar) in zip(scalars, scalars.dropFirst()) {
      if before == ":", Confusable.isSpace(scalar) {
        return ("expected a space after the colon, found \(Confusable.name(of: scalar))", "write a plain space")
      }
      if [" ", "[", ",", "{"].contains(before), Confusable.isQuote(scalar), !Confusable.isApostrophe(scalar) {
        return ("\(scalar) is a typographic quote, which YAML does not treat as a quote", "use \" instead")
      }
    }
    return nil
  }

  /// `key:value`, which YAML parses as one word.
  private static func lacksSpaceAfterColon(_ line: String) -> Bool {
    var text = line.drop { $0 == " " }
    while text.hasPrefix("- ") { text = text.dropFirst(2) }
    let word = text.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    let rest = text.dropFirst(word.count)
    return !word.isEmpty && rest.hasPrefix(":") && rest.count > 1 && !rest.hasPrefix(": ") && !rest.hasPrefix("://")
  }

  /// `key: "a" b`, text after a closing quote.
  private static func closesQuoteEarly(_ line: String) -> Bool {
    guard let colon = line.range(of: ": ") else { return false }
    let value = line[colon.upperBound...].drop { $0 == " " }
    guard let quote = value.first, quote == "\"" || quote == "'" else { return false }
    return value.dropFirst().contains(quote) && value.last != quote
  }
}

extension String {
  fileprivate func range(of part: String) -> Range<String.Index>? { ranges(of: part).first }
}
