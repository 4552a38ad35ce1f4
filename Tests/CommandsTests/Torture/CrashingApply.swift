extension ServedOrg {
  /// One `writ apply` of the folder's `m.yaml`, under an environment that may be the end of it.
  func apply(
    in folder: ScratchFolder, settle: String, parallelism: Int, _ more: [String: String] = [:]
  ) async throws -> WritProgram.Run {
    try await WritProgram.run(
      "apply", "m.yaml", "--yes", "--quiet", "--settle", settle, "--longest-call", "1s", "--parallelism",
      "\(parallelism)",
      environment: environment.merging(more) { $1 }, folder: folder.url)
  }
}
