package import Model

/// The result of reading a manifest set: valid if there is no error.
package struct ManifestSet: Sendable {
  /// How many requests the set declares: one for each user of each entry. Entries with findings are not counted.
  package var declarationCount: Int
  /// How many it would declare if all of it were valid, as far as it could be read.
  package var candidateCount: Int
  /// How many entries were read, valid or not.
  package var entryCount: Int
  /// In the order of reading; empty if declarations were only counted.
  package var declared: [DeclaredRequest]
  /// Errors and warnings, by file in the order of reading, then by place; at most 10,000.
  package var diagnostics: [Diagnostic]
  /// The number of errors, those beyond `diagnostics` included.
  package var errorCount: Int
  /// The number of warnings, those beyond `diagnostics` included.
  package var warningCount: Int
  /// The files that were read, for excerpts.
  package var sources: [ManifestSource]
  /// Files that were not read, since they are not manifests.
  package var skippedFiles: [String]

  /// Whether there is no error; warnings are allowed.
  package var isValid: Bool { errorCount == 0 }

  /// Findings beyond `diagnostics`.
  package var leftOutCount: Int { errorCount + warningCount - diagnostics.count }
}

/// Reads manifest sets.
package struct ManifestReader: Sendable {
  /// What the result keeps of a set.
  package enum Retention: Sendable {
    /// Only counts: memory grows by some 20 bytes a declaration.
    case count
    /// All declarations.
    case declarations
  }

  private let standardInput: Int32
  private let allowsEmpty: Bool
  private let onlyManifests: Bool
  private let emptySetRemedy: String
  private let tables: [String: String]
  private let groupColumn: String?
  private let threads: ReadingThreads

  /// `standardInput` is the descriptor for the path `-`. `allowsEmpty`: a set without any document
  /// is valid, and so is a folder without any manifest; `emptySetRemedy` ends the hint where it is not. `onlyManifests`: named files that
  /// are not manifests are passed over, as those of folders are. `tables` are files in place of those that manifests name, by
  /// the names of tables; `-` is standard input. `groupColumn` is a column of them: entries keep their row's cell of it.
  /// `threads` changes only the time.
  package init(
    standardInput: Int32 = 0, allowsEmpty: Bool = false, onlyManifests: Bool = false, emptySetRemedy: String = "",
    tables: [String: String] = [:], groupColumn: String? = nil, threads: ReadingThreads = .automatic
  ) {
    self.standardInput = standardInput
    self.allowsEmpty = allowsEmpty
    self.onlyManifests = onlyManifests
    self.emptySetRemedy = emptySetRemedy
    self.tables = tables
    self.groupColumn = groupColumn
    self.threads = threads
  }

  /// Reads files, folders and standard input as one set, and reports all problems in them at once.
  /// Throws only if a source cannot be read at all.
  package func read(_ paths: [String], keeping: Retention) throws(ManifestSourceError) -> ManifestSet {
    guard (paths + tables.values).count(where: { $0 == "-" }) <= 1 else { throw .repeatedStandardInput }
    let found = try SourceList(
      paths, standardInput: standardInput, allowsEmpty: allowsEmpty, onlyManifests: onlyManifests)
    return try read(sources: found.sources, keeping: keeping, named: paths[0], skippedFiles: found.skippedFiles)
  }

  /// Reads sources as one set, in their order.
  package func read(sources: [ManifestSource], keeping: Retention) throws(ManifestSourceError) -> ManifestSet {
    try read(sources: sources, keeping: keeping, named: sources.first?.name ?? "", skippedFiles: [])
  }

  /// `named` is what the user named first.
  private func read(
    sources: [ManifestSource], keeping: Retention, named: String, skippedFiles: [String]
  ) throws(ManifestSourceError) -> ManifestSet {
    let tables = TableFiles(
      replacements: tables, standardInput: standardInput, allowsEmpty: allowsEmpty, groupColumn: groupColumn)
    let set = DeclaredSet(keepsDeclarations: keeping == .declarations, tables: tables)
    let findings = Findings()
    for source in sources {
      findings.file = source.name
      set.beginFile(source.name)
      tables.folder = source.folder
      try read(source, into: set, findings: findings)
    }
    if findings.errorCount == 0, let name = tables.unusedReplacement { throw .unknownTable(name) }
    if findings.errorCount == 0, let groupColumn, !tables.hasGroupColumn { throw .unknownColumn(groupColumn) }
    if !allowsEmpty, !set.hasDocument, findings.errorCount == 0 {
      findings.file = sources.first?.name ?? named
      findings.add(
        .emptySet, at: SourceRange(at: .start), "the set has no documents",
        hint: "check the paths\(emptySetRemedy)")
    }
    return ManifestSet(
      declarationCount: set.count, candidateCount: set.candidateCount, entryCount: set.entryCount,
      declared: set.declared,
      diagnostics: findings.sorted(), errorCount: findings.errorCount, warningCount: findings.warningCount,
      sources: sources + tables.sources, skippedFiles: skippedFiles)
  }

  /// A finding that ends a file does not end the set.
  private func read(
    _ source: ManifestSource, into set: DeclaredSet, findings: Findings
  ) throws(ManifestSourceError) {
    let reader = try source.open()
    do throws(ParseError) {
      try FileParser(reader: reader, set: set, findings: findings, threads: threads).read()
    } catch {
      if case .unreadable(let reason) = error { throw .unreadable(path: source.name, reason: reason) }
    }
  }
}
