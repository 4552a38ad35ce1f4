package import ArgumentParser
import Foundation
import LocalServer
import Reporting
import Model
import Throttling

/// `writ serve`: the Access Requests API on this machine.
package struct ServeCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run a local Access Requests API to try manifests against.",
    discussion: """
      Prints its address on the first line of standard output, then serves until it is interrupted. Call it with \
      the token local-dev-token:

        writ serve --port 8080
        export OKTA_CLIENT_ORGURL=http://127.0.0.1:8080
        export OKTA_CLIENT_TOKEN=local-dev-token
        writ apply requests/

      Open the address in a browser to see the requests and to approve or deny them; it asks for the same token. With \
      --seed, requests can also be decided automatically (approveAfter: 5s, decision: DENIED; examples/seed.yaml shows \
      every key).

      With --faults it fails on purpose, to test clients. Each item of the list is NAME=CHANCE. A chance is a share of \
      calls (5%) or a number of calls (3: the first three eligible ones). At most one fault is injected into a call. If \
      a name is repeated, the last one wins: all=5%,delay=0%,clock-skew=-90s.

        reply-lost        processed, but the connection closes without a reply
        closed-before     the connection closes, not processed
        500-before        500, not processed
        500-after         500, but processed
        502-after         a proxy's HTML page, but processed
        503-before        503, not processed
        truncated         processed, but the reply ends within its body
        delay             the reply is late (delay=5%:300ms)
        429-window        429 of the rate limit, not processed
        429-concurrency   429 of the concurrency limit, not processed
        late-list         lists do not show a new request at first (late-list=5%:2s)
        foreign-next      a page's next link names another host
        all               each of the above (all=5%: 5% each)

      Not part of all:

        403-before        a gateway's HTML 403, not processed
        403-after         a gateway's HTML 403, but processed
        409-before        a gateway's HTML 409, not processed
        409-after         a gateway's HTML 409, but processed
        login-page        200 with a login page, not processed
        foreign-reply     processed, but the reply shows another request
        never-listed      lists never show a new request
        hidden-requester  lists show a new request without its requester
        trimmed-subject   a subject is stored without outer white space
        nfc-subject       a subject is stored in Unicode form NFC
        bmp-subject       a subject is stored without characters above U+FFFF
        clock-skew        the server's clock is off (clock-skew=-90s)
        stamp-skew        created and lastUpdated differ from the header Date
      """)

  @Option(name: .long, help: ArgumentHelp("The name or address to listen on.", valueName: "name"))
  var host = "127.0.0.1"

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "A host name that browsers and clients may use, in addition to addresses, localhost and --host (repeatable).",
      valueName: "name"))
  var allowHost: [String] = []

  @Option(name: .long, help: ArgumentHelp("The port to listen on. 0 selects a free one.", valueName: "number"))
  var port = 8080

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A SQLite file that keeps the requests; created if it does not exist. (default: in memory)", valueName: "file"),
    transform: PathText.expanded)
  var data: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A YAML file with the initial request types, users, groups, requests and service apps.", valueName: "file"),
    transform: PathText.expanded)
  var seed: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "A token to accept (repeatable). (default: \(LocalServerSettings.defaultToken))",
      valueName: "text"))
  var token: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Rate limit for each token and kind of call, such as 60/60s or 600/10m, or off.", valueName: "limit"))
  var rateLimit = RateLimit.window(calls: 60, seconds: 60)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "When its windows begin: with the first call after the last one ended, as Okta's (first-call), or one after the other "
        + "at multiples of their length (aligned), or later than that (aligned:370ms).", valueName: "when"))
  var rateWindows = RateWindowStyle.Beginning.firstCall

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How X-Rate-Limit-Reset shows the end of a window: rounded down, as Okta's, nearest or up.", valueName: "rounding"
    ))
  var rateReset = RateWindowStyle.Reset.down

  @Option(
    name: .long, help: ArgumentHelp("Faults to inject, such as reply-lost=5%,delay=2 or all=5%.", valueName: "list"))
  var faults: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Seed for the faults: the same seed and calls give the same faults. (default: random, printed at start)",
      valueName: "number"))
  var faultSeed: UInt64?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How a cancel is answered, which Okta offers in Beta: carried out (available), or as by an org without it (404 or 405).",
      valueName: "answer"))
  var cancel = CancelSupport.available

  @OptionGroup package var global: GlobalOptions

  package init() {}

  /// Serves until it is interrupted. Throws where an option or the seed is not valid, and where the server cannot start.
  package func run(in environment: Environment, console: Console) async throws {
    let seed = faultSeed ?? environment.random()
    let settings = try settings(faultSeed: seed)
    if faults != nil && faultSeed == nil { console.note("fault seed \(seed)") }
    if settings.acceptsDefaultToken, !settings.isOnLoopback {
      console.warn(
        "\(host) is reachable from other machines, and the token \(LocalServerSettings.defaultToken) is public: "
          + "set your own with --token")
    }
    let server = LocalServer(settings, now: environment.time.date, random: environment.random)
    let signals = await Interruption(console: console)
    defer { signals.end() }
    let running = Task {
      try await server.run { port in
        console.result("listening on http://\(settings.hostInURL):\(port)\n")
      }
    }
    signals.first { running.cancel() }
    do {
      console.note(Self.text(try await running.value))
    } catch LocalServerError.badSeed(let findings) {
      let text = DiagnosticText(styling: console.stderrStyling, width: console.stderrWidth)
      console.message(findings.map { text.text($0, excerpt: nil) }.joined())
      throw LocalServerError.badSeed(findings)
    }
  }

  /// `served 12 calls (3 throttled); 4 requests and 1 message stored`, and `; 2 faults injected` where any were.
  private static func text(_ served: ServedCalls) -> String {
    let faults = served.faults == 0 ? "" : "; \(CountText.noun(served.faults, "fault")) injected"
    return "served \(CountText.noun(served.calls, "call")) (\(CountText.number(served.throttled)) throttled); "
      + "\(CountText.noun(served.requests, "request")) and \(CountText.noun(served.messages, "message")) stored\(faults)"
  }

  private func settings(faultSeed: UInt64) throws(CommandError) -> LocalServerSettings {
    guard (0...65_535).contains(port) else {
      throw CommandError(.usage, "port \(port) is not between 0 and 65535")
    }
    for name in allowHost where !Self.isHostName(name) {
      throw CommandError(.usage, "\"\(name)\" is not a host name: write the name alone, such as writ.internal")
    }
    return LocalServerSettings(
      host: host, port: port, allowedHosts: allowHost, data: data, seed: seed,
      tokens: token.isEmpty ? [LocalServerSettings.defaultToken] : token,
      rateLimit: rateLimit, rateWindows: RateWindowStyle(beginning: rateWindows, reset: rateReset),
      faults: try faultPlan(), faultSeed: faultSeed, cancelSupport: cancel)
  }

  /// Letters, digits, hyphens, underscores and points, as in a header `Host` without its port.
  private static func isHostName(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*/) != nil
  }

  private func faultPlan() throws(CommandError) -> FaultPlan {
    guard let faults else { return FaultPlan() }
    do throws(FaultPlan.ParseError) {
      return try FaultPlan.parse(faults)
    } catch {
      throw CommandError(.usage, error.text, hint: error.hint)
    }
  }
}

extension CancelSupport: ExpressibleByArgument {}
extension RateWindowStyle.Reset: ExpressibleByArgument {}

extension RateWindowStyle.Beginning: ExpressibleByArgument {
  /// As `--rate-windows` is written.
  package init?(argument: String) { self.init(text: argument) }

  /// As it is written.
  package var defaultValueDescription: String { text }
}
