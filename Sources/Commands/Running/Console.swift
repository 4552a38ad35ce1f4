package import struct Foundation.Data
package import Reporting
import RequestModel
import Synchronization

/// Where a command's words go. The rules:
///
/// - Results go to standard output, and nothing else does. Notes, warnings and errors go to standard error.
/// - What goes to standard error is lower case, without a final period. What to do about a failure stands on its own line:
///   `hint: …`.
/// - `--quiet` leaves results, warnings and errors. `--verbose` adds details.
/// - What a terminal would obey is shown instead, wherever it came from (`Styling.cleaned`).
/// - A stream is colored only where it is a terminal, and neither `--no-color`, `NO_COLOR` nor `TERM=dumb` forbids it.
/// - A reader that goes away (`| head -1`) ends nothing by itself: `isOutputClosed` tells, and the program ends quietly.
package struct Console: Sendable {
  private let output: OutputStream
  private let standardError: OutputStream
  private let drawn = DrawnLine()
  /// Of standard output.
  package let styling: Styling
  /// Of standard error.
  package let stderrStyling: Styling
  package let isQuiet: Bool
  package let isVerbose: Bool

  package init(_ options: GlobalOptions, _ environment: Environment) {
    let mayUseColor = !options.noColor && environment.allowsColor
    output = environment.standardOutput
    standardError = environment.standardError
    styling = Styling(usesColor: mayUseColor && output.isTerminal)
    stderrStyling = Styling(usesColor: mayUseColor && standardError.isTerminal)
    isQuiet = options.quiet
    isVerbose = options.verbose
  }

  /// Part of what the command was run for; ends its own lines.
  package func result(_ text: String) { drawn.cleared(on: standardError) { output.write(styling.cleaned(text)) } }

  /// The same as JSON that the org sent.
  package func result(_ json: Data) { drawn.cleared(on: standardError) { output.write(Styling.cleanedJSON(json)) } }

  /// A line about what is going on.
  package func note(_ line: String) {
    if !isQuiet { tell("\(line.terminalSafe)\n") }
  }

  /// A line that only `--verbose` shows.
  package func detail(_ line: String) {
    if isVerbose && !isQuiet { tell("\(line.terminalSafe)\n") }
  }

  /// A line that is shown even with `--quiet`.
  package func warn(_ line: String) {
    tell("\(stderrStyling.paint("warning:", .yellow, .bold)) \(line.terminalSafe)\n")
  }

  /// Text that ends its own lines and is shown on standard error even with `--quiet`, such as findings.
  package func tell(_ text: String) {
    drawn.cleared(on: standardError) { standardError.write(stderrStyling.cleaned(text)) }
  }

  /// Why the command ends, and what to do about it.
  package func error(_ error: CommandError) {
    for line in error.message.split(separator: "\n") {
      tell("\(stderrStyling.paint("error:", .red, .bold)) \(line.terminalSafe)\n")
    }
    if let hint = error.hint { tell("\(stderrStyling.paint("hint:", .cyan)) \(hint.terminalSafe)\n") }
  }

  /// Whether nobody reads results any more: a command that only prints may end.
  package var isOutputClosed: Bool { output.failure != nil }

  /// Whether standard error is a terminal, where a line may be drawn anew.
  package var stderrIsTerminal: Bool { standardError.isTerminal }

  /// Whether a person watches the results as they come.
  package var resultsGoToTerminal: Bool { output.isTerminal }

  /// Draws a line on the terminal in place of the last one, without ending it; cut to its width, so that it can be cleared
  /// again. Whatever is written next clears it first.
  package func draw(_ line: String) {
    let text = stderrStyling.cleaned(String(line.terminalSafe.prefix(max(20, standardError.columns - 1))))
    drawn.draw(text, on: standardError)
  }

  /// Clears the line that was drawn last, if it is there.
  package func clearDrawnLine() { drawn.cleared(on: standardError) {} }
}

/// A line on a terminal that is not ended, and never torn by what else is written.
private final class DrawnLine: Sendable {
  private let isThere = Mutex(false)

  func draw(_ line: String, on standardError: OutputStream) {
    isThere.withLock { isThere in
      standardError.write("\r\u{1B}[2K" + line)
      isThere = true
    }
  }

  /// Clears the line, then writes.
  func cleared(on standardError: OutputStream, _ write: () -> Void) {
    isThere.withLock { isThere in
      if isThere { standardError.write("\r\u{1B}[2K") }
      isThere = false
      write()
    }
  }
}
