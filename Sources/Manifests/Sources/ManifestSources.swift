import Foundation

/// Turns what a user named into the files of a set, in the order of reading.
enum ManifestSources {
  private static let standardInput = "-"

  /// Files as named, folders as the manifests below them, each file once however often it is named.
  static func resolve(_ paths: [String], standardInput input: Int32) throws(ManifestSourceError) -> [ManifestSource] {
    guard !paths.isEmpty else { throw .nothingNamed }
    guard paths.count(where: { $0 == standardInput }) <= 1 else { throw .repeatedStandardInput }
    var sources: [ManifestSource] = []
    var known: Set<ManifestSource.Identity> = []
    for path in paths {
      if path == standardInput {
        sources.append(try ManifestSource(standardInput: input))
        continue
      }
      for file in try files(at: path) {
        let source = try ManifestSource(path: file)
        if let identity = source.identity, !known.insert(identity).inserted { continue }
        sources.append(source)
      }
    }
    return sources
  }

  /// A file itself; of a folder, the manifests below it.
  private static func files(at path: String) throws(ManifestSourceError) -> [String] {
    guard isFolder(path) else { return [path] }
    var visited: Set<ManifestSource.Identity> = []
    let files = try manifests(below: path, visited: &visited)
    if files.isEmpty { throw .emptyFolder(path: path) }
    return files
  }

  /// `*.yaml` and `*.yml`, at any depth, in the order of their names' bytes; hidden files and folders are passed over,
  /// and a link that leads back to a folder above is not followed twice.
  private static func manifests(
    below folder: String, visited: inout Set<ManifestSource.Identity>
  ) throws(ManifestSourceError) -> [String] {
    var status = stat()
    guard stat(folder, &status) == 0, visited.insert(ManifestSource.Identity(status)).inserted else { return [] }
    var files: [String] = []
    for name in try names(in: folder) {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      if isFolder(path) {
        files += try manifests(below: path, visited: &visited)
      } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        files.append(path)
      }
    }
    return files
  }

  private static func names(in folder: String) throws(ManifestSourceError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw .unreadable(path: folder, reason: "the folder cannot be listed")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
