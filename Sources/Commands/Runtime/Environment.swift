package import Foundation
import Model
package import Throttling

/// All that a command takes from the process and the machine it runs on, as one value handed in.
package struct Environment: Sendable {
  /// The environment variables.
  package var variables: [String: String]
  /// The clock, alarms on it, and the calendar.
  package var time: TimeSource
  /// Any 64 bits.
  package var random: @Sendable () -> UInt64
  /// The descriptor of standard input.
  package var standardInput: Int32
  /// Where results go.
  package var standardOutput: OutputStream
  /// Where notes, warnings and errors go.
  package var standardError: OutputStream
  /// Takes what `--verbose` shows, wherever it comes from; set once the command line is read.
  package var detail: @Sendable (String) -> Void = { _ in }
  /// Takes what reports show; `nil` where none is written.
  var reports: ReportWriter?

  package init(
    variables: [String: String], time: TimeSource, random: @escaping @Sendable () -> UInt64, standardInput: Int32,
    standardOutput: OutputStream, standardError: OutputStream
  ) {
    self.variables = variables
    self.time = time
    self.random = random
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// This process and this machine.
  package static func process() -> Environment {
    Environment(
      variables: ProcessInfo.processInfo.environment, time: .system(),
      random: { UInt64.random(in: .min ... .max) }, standardInput: STDIN_FILENO,
      standardOutput: OutputStream(descriptor: STDOUT_FILENO), standardError: OutputStream(descriptor: STDERR_FILENO))
  }

  /// A number from 0 up to 1, for jitter.
  package var randomFraction: @Sendable () -> Double {
    { [random] in Double(random() >> 11) * 0x1p-53 }
  }

  /// A variable that is set and not empty.
  package func variable(_ name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether the variables leave colors to the terminal (no-color.org: any value that is not empty forbids them).
  package var allowsColor: Bool {
    variable("NO_COLOR") == nil && variables["TERM"] != "dumb"
  }

  /// All of standard input, up to its end.
  package func readStandardInput() throws(CommandError) -> Data {
    do {
      return try FileHandle(fileDescriptor: standardInput, closeOnDealloc: false).readToEnd() ?? Data()
    } catch {
      throw CommandError(.failure, "standard input cannot be read: \(SystemReason.text(error))")
    }
  }
}
