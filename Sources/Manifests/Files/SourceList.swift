import Foundation
import Model

/// The files of a set, in the order of reading, for the paths that a user named.
struct SourceList {
  private static let standardInput = "-"

  private(set) var sources: [ManifestSource] = []
  /// Files that are not manifests, by their names: those of folders, and of the named ones where others may be among them.
  private(set) var skippedFiles: [String] = []
  private var known: Set<FileIdentity> = []
  private let allowsEmpty: Bool
  private let onlyManifests: Bool

  /// Files as named, folders as the manifests below them, each file once however often it is named. `allowsEmpty`: a
  /// folder may have no manifests. `onlyManifests`: a file that is named may be something else, and is passed over then.
  init(
    _ paths: [String], standardInput input: Int32, allowsEmpty: Bool, onlyManifests: Bool
  ) throws(ManifestSourceError) {
    self.allowsEmpty = allowsEmpty
    self.onlyManifests = onlyManifests
    guard !paths.isEmpty else { throw .nothingNamed }
    guard paths.count(where: { $0 == Self.standardInput }) <= 1 else { throw .repeatedStandardInput }
    let named = paths.map { $0 == Self.standardInput ? nil : FilePath.argument($0) }
    // What is named is read, whichever folder it is found in before.
    let namedFiles = onlyManifests ? [] : Set(named.compactMap { $0?.status }.map(FileIdentity.init))
    for path in named {
      guard let path else {
        sources.append(try ManifestSource(standardInput: input))
        continue
      }
      if path.isFolder {
        try add(folder: path, namedFiles)
      } else {
        let source = try ManifestSource(path: path)
        if onlyManifests, try !ManifestDetector.isManifest(source, named: path) {
          skippedFiles.append(source.name)
        } else {
          add(source)
        }
      }
    }
  }

  private mutating func add(_ source: ManifestSource) {
    if let identity = source.identity, !known.insert(identity).inserted { return }
    sources.append(source)
  }

  private mutating func add(
    folder: FilePath, _ namedFiles: Set<FileIdentity>
  ) throws(ManifestSourceError) {
    var visited: Set<FileIdentity> = []
    let files = try Self.manifests(below: folder, visited: &visited)
    if files.isEmpty, !allowsEmpty { throw .emptyFolder(path: folder.text) }
    for file in files {
      let source = try ManifestSource(path: file)
      if let identity = source.identity, known.contains(identity) { continue }
      let isNamed = source.identity.map(namedFiles.contains) ?? false
      let isManifest = isNamed ? true : try ManifestDetector.isManifest(source, named: file)
      if isManifest {
        add(source)
      } else {
        skippedFiles.append(source.name)
        if let identity = source.identity { known.insert(identity) }
      }
    }
  }

  /// `*.yaml` and `*.yml`, in letters of either case, at any depth, in the order of their names' bytes; hidden files and
  /// folders are skipped, and a link that leads back to a folder above is not followed twice.
  private static func manifests(
    below folder: FilePath, visited: inout Set<FileIdentity>
  ) throws(ManifestSourceError) -> [FilePath] {
    guard let status = folder.status, visited.insert(FileIdentity(status)).inserted else { return [] }
    guard let names = folder.names() else {
      throw .unreadable(path: folder.text, reason: SystemReason.words(for: errno))
    }
    var files: [FilePath] = []
    for name in names where !name.isHidden {
      let path = folder.appending(name)
      if path.isFolder {
        files += try manifests(below: path, visited: &visited)
      } else if [".yaml", ".yml"].contains(where: { path.foldedName.ends(with: $0.utf8) }) {
        files.append(path)
      }
    }
    return files
  }
}

extension Collection where Element: Equatable, Self: BidirectionalCollection {
  fileprivate func ends(with end: some BidirectionalCollection<Element>) -> Bool {
    reversed().starts(with: end.reversed())
  }
}
