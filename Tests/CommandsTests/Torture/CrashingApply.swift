extension ServedOrg {
  /// One `writ apply` of the folder's `m.yaml`, under an environment that may be the end of it.
  func apply(
    in folder: ScratchFolder, _ options: [String] = [], settle: String, parallelism: Int, _ more: [String: String] = [:]
  ) async throws -> WritProgram.Run {
    let arguments = [
      "apply", "m.yaml", "--yes", "--quiet", "--settle", settle, "--longest-call", "1s", "--parallelism",
      "\(parallelism)",
    ]
    return try await WritProgram.run(
      list: arguments + options, environment: environment.merging(more) { $1 }, folder: folder.url)
  }
}
