/// Waits until `condition` holds, for two minutes at most: a machine may have other work.
package func eventually(_ condition: () async throws -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(120)
  while try await !condition() {
    guard ContinuousClock.now < end else { throw PostgresCluster.ClusterError(description: "it never came to hold") }
    try await Task.sleep(for: .milliseconds(10))
  }
}
