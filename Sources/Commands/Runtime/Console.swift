package import struct Foundation.Data
package import Reporting
import Model
import Synchronization

/// Where a command's words go. The rules:
///
/// - Results go to standard output, and nothing else does. Notes, warnings and errors go to standard error.
/// - What goes to standard error is lower case, without a final period. What to do about a failure stands on its own line:
///   `hint: …`.
/// - `--quiet` leaves results, warnings and errors. `--verbose` adds details.
/// - What a terminal would obey is shown instead, wherever it came from (`Styling.cleaned`).
/// - A stream is colored only where it is a terminal, and neither `--no-color`, `NO_COLOR` nor `TERM=dumb` forbids it.
/// - A reader that goes away (`| head -1`) ends nothing by itself: `isOutputClosed` is true then, and the program ends quietly.
package struct Console: Sendable {
  private let output: OutputStream
  private let standardError: OutputStream
  private let drawn = DrawnLine()
  /// Of standard output.
  package let styling: Styling
  /// Of standard error.
  package let stderrStyling: Styling
  /// Whether a terminal can clear a line, which TERM=dumb denies.
  private let canRedraw: Bool
  /// Whether notes and details are left out (`--quiet`).
  package let isQuiet: Bool
  /// Whether details are shown (`--verbose`), unless `isQuiet`.
  package let isVerbose: Bool

  /// A console on the standard streams of `environment`.
  package init(_ options: GlobalOptions, _ environment: Environment) {
    let mayUseColor = !options.noColor && environment.allowsColor
    output = environment.standardOutput
    standardError = environment.standardError
    styling = Styling(usesColor: mayUseColor && output.isTerminal)
    stderrStyling = Styling(usesColor: mayUseColor && standardError.isTerminal)
    canRedraw = environment.variables["TERM"] != "dumb"
    isQuiet = options.quiet
    isVerbose = options.verbose
  }

  /// Part of what the command was run for; ends its own lines.
  package func result(_ text: String) {
    drawn.cleared(on: standardError) { output.write(styling.cleaned(text)) }
  }

  /// Whether any result was printed.
  package var hasResults: Bool { output.hasWritten }

  /// A text for spreadsheets, of which no cell has what a terminal would obey: it begins and its lines end as they want it.
  package func result(csv text: String) {
    drawn.cleared(on: standardError) { output.write(text.withoutCICommands) }
  }

  /// The same as JSON that the org sent.
  package func result(_ json: Data) { drawn.cleared(on: standardError) { output.write(Styling.cleanedJSON(json)) } }

  /// A line about what is going on.
  package func note(_ line: String) {
    if !isQuiet { message("\(line.terminalSafe)\n") }
  }

  /// A line that only `--verbose` shows.
  package func detail(_ line: String) {
    if isVerbose && !isQuiet { message("\(line.terminalSafe)\n") }
  }

  /// A line that is shown even with `--quiet`.
  package func warn(_ line: String) {
    message("\(stderrStyling.paint("warning:", .yellow, .bold)) \(line.terminalSafe)\n")
  }

  /// Text that ends its own lines and is shown on standard error even with `--quiet`, such as findings.
  package func message(_ text: String) {
    drawn.cleared(on: standardError) { standardError.write(stderrStyling.cleaned(text)) }
  }

  /// Lines that a CI system obeys: the only ones.
  func annotate(_ lines: [String]) {
    drawn.cleared(on: standardError) {
      for line in lines { standardError.write("\(line.terminalSafe)\n") }
    }
  }

  /// Asks for a line of standard input; `nil` at its end. What is written meanwhile begins on a line of its own.
  package func ask(_ question: String) -> String? {
    message(question)
    drawn.isAsking = true
    let answer = readLine()
    // Who presses Return ends the line.
    if answer != nil { drawn.isAsking = false }
    return answer
  }

  /// Why the command ends, and what to do about it.
  package func error(_ error: CommandError) {
    for line in error.message.split(separator: "\n") {
      message("\(stderrStyling.paint("error:", .red, .bold)) \(line.terminalSafe)\n")
    }
    if let hint = error.hint { message("\(stderrStyling.paint("hint:", .cyan)) \(hint.terminalSafe)\n") }
  }

  /// Whether results are no longer read: a command that only prints may end.
  package var isOutputClosed: Bool { output.failure != nil }

  /// Whether standard error is a terminal, where a line may be drawn again.
  package var stderrIsTerminal: Bool { standardError.isTerminal && canRedraw }

  /// Whether a person watches the results as they come.
  package var resultsGoToTerminal: Bool { output.isTerminal }

  /// The cells of a line of results; `nil` where they go to no terminal, and need not fit.
  package var resultWidth: Int? { Self.width(of: output) }

  /// The same of standard error.
  package var stderrWidth: Int? { Self.width(of: standardError) }

  private static func width(of stream: OutputStream) -> Int? { stream.isTerminal ? max(40, stream.columns) : nil }

  /// Draws a line on the terminal in place of the last one, without ending it: as many of the parts as fit its width now.
  /// Whatever is written next clears it first.
  package func draw(_ parts: [String]) {
    let columns = standardError.columns
    let line = ProgressText.line(parts.map(\.terminalSafe), width: columns - 1)
    drawn.draw(stderrStyling.cleaned(line), columns: columns, on: standardError)
  }

  /// Clears the line that was drawn last, if it is there.
  package func clearDrawnLine() { drawn.cleared(on: standardError) {} }
}

/// A line on a terminal that is not ended, and never torn by what else is written.
private final class DrawnLine: Sendable {
  private struct State {
    /// The cells that are drawn.
    var length = 0
    var isAsking = false
  }

  private let state = Mutex(State())

  /// Whether a question stands on the line, and waits for its answer.
  var isAsking: Bool {
    get { state.withLock(\.isAsking) }
    set { state.withLock { $0.isAsking = newValue } }
  }

  func draw(_ line: String, columns: Int, on standardError: OutputStream) {
    state.withLock { state in
      standardError.write(Self.clearing(state.length, columns: columns) + line)
      state.length = line.terminalCells
    }
  }

  /// Clears the line, then writes.
  func cleared(on standardError: OutputStream, _ write: () -> Void) {
    state.withLock { state in
      if state.isAsking { standardError.write("\n") }
      if state.length > 0 { standardError.write(Self.clearing(state.length, columns: standardError.columns)) }
      state = State()
      write()
    }
  }

  /// A terminal that has become narrower since shows the line in several rows.
  private static func clearing(_ length: Int, columns: Int) -> String {
    let more = length > 0 ? (length - 1) / max(1, columns) : 0
    return "\r\u{1B}[2K" + String(repeating: "\u{1B}[A\u{1B}[2K", count: more)
  }
}
