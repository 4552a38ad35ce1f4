// MicroBench WHAT COUNT: does one thing COUNT times, for `Benchmarks/micro.sh` to count the instructions: `plan` makes a plan of so
// many declarations of which each tenth exists not yet, `limiter` grants and takes back so many permits of windows with 1,000
// calls, `journal` records so many intents and outcomes in memory. (Parsing is measured with `writ validate`.)
import Dispatch
import Foundation
import Journaling
import Model
import Planning
import Throttling

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 2, let what = arguments.first, let count = arguments.last.flatMap({ Int($0) }) else {
  fatalError("MicroBench plan|limiter|journal COUNT")
}
let type = RequestTypeID(fromOrg: "61eb2db568c7c300079fefd2")
let place = SourcePlace(file: "m.yaml", mark: SourceMark(line: 1, column: 1))

func user(_ number: Int) -> UserID { UserID(fromOrg: "00u\(number.digits(17))") }

func plan() {
  let declarations = (0..<count).map {
    RequestDeclaration(requestTypeID: type, requester: user($0), subject: "Access to workspace \($0)", place: place)
  }
  let existing = (0..<count).filter { $0 % 10 != 0 }.map {
    ExistingRequest(
      id: RequestID("request \($0)"), requestTypeID: type, requester: user($0), subject: "Access to workspace \($0)",
      status: "OPEN", created: Date(timeIntervalSince1970: Double($0)),
      lastUpdated: Date(timeIntervalSince1970: Double($0)))
  }
  let plan = Planner(facts: PlanningFacts(existing: existing)).plan(declarations, orgURL: "https://bench")
  precondition(plan.summary.create == (count + 9) / 10)
}

/// By a clock that stands still; after each 1,000 calls the replies show another window.
func limit() async throws {
  let limiter = RateLimiter(
    settings: RateSettings(reserve: 0),
    time: TimeSource(
      now: { .zero }, alarm: { _, _ in Alarm {} }, date: { Date(timeIntervalSince1970: 1_800_000_000) }))
  for number in 0..<count {
    let permit = try await limiter.acquire(for: .createRequest)
    let (window, used) = number.quotientAndRemainder(dividingBy: 1000)
    let reset = Date(timeIntervalSince1970: 1_800_000_060 + 60 * Double(window))
    await limiter.release(
      permit,
      outcome: .answered(
        RateLimitHeaders(limit: 2000, remaining: 2000 - used - 1, reset: reset, date: reset - 60)))
  }
}

func record() async throws {
  let journal = Journal(try StateStore())
  let run = JournalRun(
    id: RunID("bench"), orgURL: "https://bench", planDigest: "", startedAt: Date(), host: "bench", processID: 1)
  let entries = try await journal.begin(
    run,
    entries: (0..<count).map {
      NewEntry(
        kind: .create(fieldValues: []), name: nil,
        key: RequestKey(requestTypeID: type, requester: user($0), subject: "Access to workspace \($0)"), place: place)
    })
  for entry in entries {
    let now = Date()
    let sent = try await journal.record(.intent(requestID: nil, deadline: now + 70), of: entry, at: now)
    try await journal.record(.confirmed(RequestID("request \(entry.id)")), of: sent, at: now)
  }
}

// The program ends itself: a main thread that ends instead, as that of an async main does, is more than valgrind bears.
Task.detached {
  switch what {
  case "plan": plan()
  case "limiter": try await limit()
  case "journal": try await record()
  default: fatalError("MicroBench plan|limiter|journal COUNT")
  }
  exit(0)
}
DispatchSemaphore(value: 0).wait()
