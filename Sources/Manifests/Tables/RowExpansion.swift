import Model

/// Writes a row's cells into the texts of an entry, and takes them out again.
struct RowExpansion {
  /// Bytes of all texts that a row fills, far more than a request can take.
  private static let sizeLimit = 16 << 20

  let template: EntryTemplate
  let table: TableDeclaration
  let storage: UnsafeMutablePointer<NodeStorage>
  let findings: Findings
  /// Where the entry is, which distinguishes it from others that take the same cells.
  private let entry: SourceMark
  private let start: (count: Int, textCount: Int)

  init(_ entry: YAMLNode, _ template: EntryTemplate, of table: TableDeclaration, findings: Findings) {
    (self.template, self.table, self.findings) = (template, table, findings)
    storage = entry.storage
    self.entry = entry.firstKeyRange.start
    start = (storage.pointee.count, storage.pointee.textCount)
  }

  /// Fills the texts. `nil` with findings at the cells where the row lacks one or has one that cannot be used.
  func fill(from row: TableRow) -> RowPlace? {
    guard areCellsUsable(row), fits(row) else { return nil }
    restore()
    var hasher = Hasher()
    hasher.combine(entry)
    for (number, text) in template.texts.enumerated() {
      let from = storage.pointee.textCount
      var place: SourceRange?
      for part in text.parts {
        switch part {
        case .literal(let bytes): bytes.withUnsafeBufferPointer(append)
        case .column(let column, let fallback):
          let cell = row.text(column).bytes
          if cell.isEmpty { fallback?.withUnsafeBufferPointer(append) } else { append(cell) }
          place = place ?? row.range(column).inTable(text: number)
        }
      }
      let count = storage.pointee.textCount - from
      hasher.combine(bytes: UnsafeRawBufferPointer(start: storage.pointee.text + from, count: count))
      hasher.combine(count)
      set(text.index, from: from, count: count, at: place ?? text.written.range)
    }
    return RowPlace(
      row, of: table, for: entry, in: findings.file, filling: template,
      hash: UInt32(truncatingIfNeeded: hasher.finalize()))
  }

  /// Puts the texts back as they are written, and frees what rows have filled.
  func restore() {
    for text in template.texts { storage.pointee.events[text.index] = text.written }
    storage.pointee.count = start.count
    storage.pointee.textCount = start.textCount
  }

  /// The list of users, in which each cell that holds several (`;` between them) has become several items.
  func users(_ list: YAMLNode?) -> YAMLNode? {
    guard let list, list.kind == .sequence else { return list }
    let several = template.users.filter(holdsSeveral)
    guard !several.isEmpty else { return list }
    let head = storage.pointee.append(storage.pointee.events[list.index])
    var (count, index) = (0, list.index + 1)
    for _ in 0..<list.count {
      let span = storage.pointee.events[index].span
      let item = YAMLNode(storage: storage, index: index)
      if several.contains(item.index) {
        count += split(item.index)
        // Where no one is left, that is found at the cell.
        storage.pointee.events[head].range = item.range
      } else {
        for part in index..<index + span { _ = storage.pointee.append(storage.pointee.events[part]) }
        count += 1
      }
      index += span
    }
    storage.pointee.events[head].first = UInt32(truncatingIfNeeded: storage.pointee.count - head)
    storage.pointee.events[head].second = UInt32(truncatingIfNeeded: count)
    return YAMLNode(storage: storage, index: head)
  }

  // MARK: Parts

  private func areCellsUsable(_ row: TableRow) -> Bool {
    var areUsable = true
    let rule = CellRule(findings: findings, row: row, table: table)
    for text in template.texts {
      for part in text.parts {
        guard case .column(let column, let fallback) = part else { continue }
        if row.text(column).isEmpty {
          guard fallback == nil else { continue }
          areUsable = false
          rule.reportEmpty(column, in: text)
        } else {
          areUsable = rule.isUsable(column, in: text) && areUsable
        }
      }
    }
    return areUsable
  }

  /// Whether the filled texts are not too large: a text may take one cell many times.
  private func fits(_ row: TableRow) -> Bool {
    let size = template.texts.lazy.flatMap(\.parts).reduce(0) { size, part in
      switch part {
      case .literal(let bytes): size + bytes.count
      case .column(let column, let fallback): size + max(row.text(column).count, fallback?.count ?? 0)
      }
    }
    if size <= Self.sizeLimit { return true }
    let note = findings.note("for this entry", at: entry)
    findings.inFile(of: table) {
      findings.add(
        .fileSize, at: row.range(0), "this row makes an entry of more than \(Self.sizeLimit / 1_048_576) MiB",
        hint: "shorten its cells", notes: [note])
    }
    return false
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    _ = storage.pointee.appendText(start, bytes.count)
  }

  private func set(_ index: Int, from: Int, count: Int, at range: SourceRange) {
    var record = storage.pointee.events[index]
    record.first = UInt32(truncatingIfNeeded: from)
    record.second = UInt32(truncatingIfNeeded: count)
    record.flags = [.resolved]
    record.range = range
    storage.pointee.events[index] = record
  }

  private func bytes(of record: NodeRecord) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: storage.pointee.text + Int(record.first), count: Int(record.second))
  }

  private func holdsSeveral(_ index: Int) -> Bool {
    bytes(of: storage.pointee.events[index]).contains(UInt8(ascii: ";"))
  }

  /// Appends a scalar for each piece that has a text; gives their number.
  private func split(_ index: Int) -> Int {
    let whole = storage.pointee.events[index]
    let bytes = bytes(of: whole)
    var count = 0
    for piece in bytes.split(separator: UInt8(ascii: ";")) {
      let trimmed = UnsafeBufferPointer(rebasing: piece).trimmed
      if trimmed.isEmpty { continue }
      var record = whole
      record.first += UInt32(truncatingIfNeeded: piece.startIndex + trimmed.lowerBound)
      record.second = UInt32(truncatingIfNeeded: trimmed.count)
      _ = storage.pointee.append(record)
      count += 1
    }
    return count
  }
}
