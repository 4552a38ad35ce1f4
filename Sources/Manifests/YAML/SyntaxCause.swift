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
    let spaceHint = lacksSpace ? "write a space behind the colon, as in `key: value`" : nil
    message = context.isEmpty ? problem : "\(problem) \(context)"

    if indentation.contains("\t"), column <= indentation.count + 1 || problem.contains("tab") {
      message = "a tab cannot indent"
      hint = "indent with spaces"
      showsStart = false
      return
    }
    let before = String(String.UnicodeScalarView(scalars.prefix(max(0, column + 1))))
    let lineBefore = previousLine.drop { $0 == " " }
    if let mark = ["{{", "{%"].first(where: { before.contains($0) || lineBefore.hasPrefix($0) }) {
      message = "`\(mark)` of a template stands here: it was not filled"
      hint = "\(TemplateRule.hint), or put text that means it in quotes"
      return
    }
    if let cause = Self.lookAlike(line) {
      (message, hint, showsStart) = (cause.message, cause.hint, false)
      return
    }
    if let cause = Self.lookAlike(previousLine) {
      (message, hint, showsStart) = ("in the line before, \(cause.message)", cause.hint, false)
      return
    }
    switch problem {
    case "found character that cannot start any token":
      let shown = character.map { $0 == "\t" ? "a tab" : "`\($0)`" } ?? "this character"
      message = "a value cannot begin with \(shown)"
      hint = character == "\t" ? "use spaces" : "put the value in quotes"
      showsStart = false
    case "mapping values are not allowed in this context":
      message = "a colon is not allowed here: the text before it is no key of this mapping"
      hint = spaceHint ?? "put a value that holds a colon in quotes, or align the key with the keys beside it"
    case "could not find expected ':'":
      message = "a key without a colon and a value"
      hint = spaceHint ?? "write `key: value`, put text of several lines in quotes, or check the indentation"
    case "did not find expected key":
      message = "a key is expected here, in the column of the mapping's other keys"
      hint =
        Self.closesQuoteEarly(line)
        ? "write a quote within quotes twice, or quote with the other kind"
        : spaceHint
          ?? "check the indentation"
    case "did not find expected '-' indicator":
      message = "an entry of the list is expected here: `- ` in the column of its other entries"
      hint = "check the indentation"
    case "block sequence entries are not allowed in this context":
      message = "a list entry cannot begin here"
      hint = "put the list on the lines below its key"
    case "mapping keys are not allowed in this context":
      message = "a key cannot begin here"
      hint = "check the indentation, or put a value that begins with ? in quotes"
    default:
      describeUnclosedText(problem, context)
    }
  }

  private mutating func describeUnclosedText(_ problem: String, _ context: String) {
    switch (problem, context) {
    case ("did not find expected ',' or ']'", _):
      (message, hint) = ("a list in [ ] is not closed: `,` or `]` is expected here", "close it, or quote its values")
    case ("did not find expected ',' or '}'", _):
      (message, hint) = ("a mapping in { } is not closed: `,` or `}` is expected here", "close it, or quote its values")
    case ("found unexpected end of stream", "while scanning a quoted scalar"):
      (message, hint) = ("the file ends within quoted text", "close the quote")
    case ("found unexpected document indicator", _):
      (message, hint) = ("a document ends within quoted text", "close the quote")
    case ("found unknown escape character", _):
      (message, hint) = (
        "this escape does not exist in double quotes", "write `\\\\` for a backslash, or use single quotes"
      )
    case ("did not find expected hexdecimal number", _), ("found invalid Unicode character escape code", _):
      (message, hint) = ("this escape is no character: hexadecimal digits of one are expected", nil)
    case ("did not find expected alphabetic or numeric character", _):
      (message, hint) = ("an anchor or alias has no name here", "put a value that begins with `*` or `&` in quotes")
    case ("did not find expected comment or line break", "while scanning a block scalar"):
      (message, hint) = ("text cannot stand behind `|` or `>`", "begin it on the next line")
    case ("did not find expected <document start>", _):
      (message, hint) = (
        "text behind the end of the document", "begin another document with ---, or check the indentation"
      )
    case ("did not find expected node content", _):
      (message, hint) = ("a value is expected here", "put a value that begins with an indicator in quotes")
    case ("found undefined tag handle", _):
      (message, hint) = ("this tag is not defined", "put a value that begins with `!` in quotes")
    case ("found incompatible YAML document", _):
      (message, hint) = ("this YAML version is not read", "write %YAML 1.2, or leave the line out")
    default: break
    }
  }

  /// A character in the line that looks like a space or a quote but is not one.
  private static func lookAlike(_ line: String) -> (message: String, hint: String)? {
    let scalars = line.unicodeScalars
    if let space = scalars.prefix(while: \.properties.isWhitespace).first(where: Confusable.isSpace) {
      return ("\(Confusable.name(of: space)) cannot indent", "indent with plain spaces")
    }
    for (before, scalar) in zip(scalars, scalars.dropFirst()) {
      if before == ":", Confusable.isSpace(scalar) {
        return ("\(Confusable.name(of: scalar)) follows the colon", "write a plain space")
      }
      if [" ", "[", ",", "{"].contains(before), Confusable.isQuote(scalar), !Confusable.isApostrophe(scalar) {
        return ("\(scalar) is a typographic quote, which does not quote in YAML", "write \" in place of it")
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
