import Foundation

/// Keys and certificates for tests, new in every run, by `openssl`: none stands in the sources.
package enum OpenSSL {
  /// What `openssl` prints, given a text to read; without it (`scripts/deps.sh` installs it) no test can go on.
  package static func output(_ arguments: String, reading input: String = "") -> String {
    let process = Process()
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      // A key is far shorter than what a pipe holds.
      try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try standardInput.fileHandleForWriting.close()
      let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      let status = process.terminationStatus
      precondition(status == 0, "openssl \(arguments): status \(status)")
      return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
    } catch {
      fatalError("openssl cannot be run: \(error)")
    }
  }

  /// A new key on P-256, as `openssl ecparam` writes it.
  package static func ecKey(curve: String = "prime256v1") -> String {
    output("ecparam -name \(curve) -genkey -noout")
  }

  /// The public part of a key.
  package static func publicKey(of key: String) -> String { output("pkey -pubout", reading: key) }
}
