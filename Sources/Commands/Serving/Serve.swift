package import ArgumentParser
import Foundation
import LocalServer
import OktaAPI
import Reporting
import Throttling

/// `writ serve`: the Access Requests API on this machine.
package struct Serve: WritCommand {
  package static let configuration = CommandConfiguration(
    abstract: "Run a local Access Requests API to try manifests against.",
    discussion: """
      Prints its address on the first line of standard output, then serves until it is interrupted. Talk to it with \
      the token local-dev-token:

        writ serve --port 8080
        export OKTA_CLIENT_ORGURL=http://127.0.0.1:8080 OKTA_CLIENT_TOKEN=local-dev-token
        writ apply requests/
      """)

  @Option(name: .long, help: ArgumentHelp("The name or address to listen on.", valueName: "name"))
  var host = "127.0.0.1"

  @Option(name: .long, help: ArgumentHelp("The port to listen on. 0 picks a free one.", valueName: "number"))
  var port = 8080

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A SQLite file that keeps the requests; it is made where there is none. (default: in memory)", valueName: "file"))
  var data: String?

  @Option(
    name: .long,
    help: ArgumentHelp("A YAML file of request types, users and requests to begin with.", valueName: "file"))
  var seed: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "A token to accept; give the option again for more. (default: \(LocalServerSettings.defaultToken))",
      valueName: "text"))
  var token: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Calls of a kind that each token may make in a time, such as 60/60s or 600/10m, or off.", valueName: "limit"))
  var rateLimit = "60/60s"

  @OptionGroup package var global: GlobalOptions

  package init() {}

  package func run(in environment: Environment, console: Console) async throws {
    let settings = try settings()
    let server = LocalServer(settings, now: environment.time.date, random: environment.random)
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let (interruptions, interruption) = AsyncStream.makeStream(of: Void.self)
    let signals = Interruption(console: console)
    signals.first { interruption.finish() }
    defer { signals.end() }
    let running = Task {
      defer { listening.finish() }
      try await server.run { port in
        console.result("listening on http://\(ServedAddress.text(host: settings.host, port: port))\n")
        listening.yield(port)
      }
    }
    let ending = Task {
      for await port in ports {
        for await _ in interruptions {}
        if !Task.isCancelled, let line = await ServedCalls.line(port: port, settings: settings) { console.note(line) }
        running.cancel()
      }
    }
    defer { ending.cancel() }
    do {
      try await running.value
    } catch LocalServerError.badSeed(let findings) {
      let text = DiagnosticText(styling: console.talkStyling)
      console.tell(findings.map { text.text($0, excerpt: nil) }.joined())
      throw LocalServerError.badSeed(findings)
    }
  }

  private func settings() throws(CommandError) -> LocalServerSettings {
    guard (0...65_535).contains(port) else {
      throw CommandError(.usage, "port \(port) is not between 0 and 65535")
    }
    do throws(RateLimitSetting.Problem) {
      return LocalServerSettings(
        host: host, port: port, data: data.map { .file($0) } ?? .memory, seed: seed,
        tokens: token.isEmpty ? [LocalServerSettings.defaultToken] : token,
        rateLimit: try RateLimitSetting.parse(rateLimit))
    } catch {
      throw CommandError(.usage, error.text)
    }
  }
}
