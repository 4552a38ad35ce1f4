import Journaling

extension PostgresCluster {
  /// Ends the sessions of all clients every 50 ms until `progress` is `nil`, a pooler's included; returns how many. What takes
  /// longer than sessions live could never end on a busy machine: where `progress` stays the same for two seconds, the pauses
  /// double, until it has moved.
  package func endSessions(while progress: () async throws -> Int?) async throws -> Int {
    let database = PostgresDatabase(try url(), environment: [:])
    _ = try await database.connect()
    let shortest = Duration.milliseconds(50)
    var (ended, pause, last, moved) = (0, shortest, 0, ContinuousClock.now)
    while let current = try await progress() {
      ended += try await database.run([
        .query(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
          """)
      ])[0].count
      if current != last {
        (pause, last, moved) = (shortest, current, .now)
      } else if moved.duration(to: .now) > .seconds(2) {
        (pause, moved) = (pause * 2, .now)
      }
      try await Task.sleep(for: pause)
    }
    return ended
  }
}
