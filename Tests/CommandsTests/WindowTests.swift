import Testing

@Suite("Rate-limit windows are used to their end")
struct WindowTests {
  @Test(
    "an apply over several windows gets no 429, however they are cut and shown",
    arguments: [
      ("first-call", "down"), ("first-call", "up"), ("first-call", "nearest"), ("aligned", "down"),
      ("aligned:370ms", "down"),
      ("aligned:810ms", "up"),
    ])
  func windows(beginning: String, rounding: String) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(240))
    let options = ["--rate-limit", "60/2s", "--rate-windows", beginning, "--rate-reset", rounding]
    try await ServedOrg.with(list: options) { org in
      let run = try await WritProgram.run(
        list: ["apply", "m.yaml", "--yes", "--reserve", "0%"], environment: org.environment, folder: folder.url)
      #expect(run.status == 0, "\(run.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 240 && statistics.duplicateKeys == 0)
      #expect(statistics.buckets.values.allSatisfy { $0.throttled == 0 }, "\(statistics.buckets)")
      #expect((statistics.windows["createRequest"] ?? []).count >= 2)
    }
  }
}
