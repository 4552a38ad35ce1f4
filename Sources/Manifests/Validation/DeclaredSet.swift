import Model

/// What the set declares so far: how many requests, their keys and the entries' names, and, if they are kept, the
/// declared requests.
final class DeclaredSet {
  let keepsDeclarations: Bool
  @exclusivity(unchecked) private(set) var count = 0
  @exclusivity(unchecked) private(set) var entryCount = 0
  /// How many requests the set would declare if all of it were valid, as far as it was read.
  @exclusivity(unchecked) private(set) var candidateCount = 0
  @exclusivity(unchecked) private(set) var declared: [DeclaredRequest] = []
  /// Most sets use few request types: consecutive entries share one text.
  @exclusivity(unchecked) private var lastType: (bits: RequestTypeBits, id: RequestTypeID)?
  /// So many users are looked for among those that were named before.
  private static let maximumUsers = 65_536
  @exclusivity(unchecked) private var users: [UserID: UserID] = [:]
  private let keys = SeenKeys()
  private let names = SeenKeys()
  /// Whether the hashes of rows are kept: only once a key or a name is there twice, since they take 4 bytes for each row.
  @exclusivity(unchecked) private var keepsRows = false
  /// Whether it was asked for one that is not kept: the file has to be read again.
  private(set) var missesRows = false
  @exclusivity(unchecked) private var keyRows = RowHashes()
  @exclusivity(unchecked) private var nameRows = RowHashes()
  /// Where the rows of tables are.
  let tables: TableFiles
  @exclusivity(unchecked) private var spellings = SubjectSpellings()
  /// Keys and names are numbered in the order of reading: these are the numbers each file began with.
  private var files: [(name: String, firstKey: Int, firstName: Int)] = []

  init(keepsDeclarations: Bool, tables: TableFiles = TableFiles()) {
    self.keepsDeclarations = keepsDeclarations
    self.tables = tables
  }

  func beginFile(_ name: String) { files.append((name, keys.next, names.next)) }

  /// Whether any file has a document that is not empty.
  private(set) var hasDocument = false

  func noteDocument() { hasDocument = true }

  func countEntry() { entryCount += 1 }

  func countDeclaration() { count += 1 }

  /// Counts what an entry declares, valid or not.
  func countCandidates(_ number: Int) { candidateCount += number }

  /// Keeps the declaration that was just counted. Of users that many declarations name one copy is kept.
  func keep(_ request: DeclaredRequest) {
    var request = request
    if case .id(let id) = request.requester {
      if let known = users[id] {
        request.requester = .id(known)
      } else if users.count < Self.maximumUsers {
        users[id] = id
      }
    }
    declared.append(request)
  }

  func typeID(_ bits: RequestTypeBits) -> RequestTypeID {
    if let lastType, lastType.bits == bits { return lastType.id }
    let id = bits.id
    lastType = (bits, id)
    return id
  }

  // MARK: Keys and names

  /// The number that the next key gets.
  var nextKey: Int { keys.next }

  /// Returns `nil` if the key is new, or the number of the earlier one. `written` is the hash of a subject that is not
  /// written in its folded form, `row` that of the row which makes the entry.
  @inline(__always)
  func insertKey(_ hash: Int, written: UInt32?, at mark: SourceMark, row: UInt32?) -> Int? {
    if let earlier = keys.insert(hash, at: mark.unmarked) { return earlier }
    if let written { spellings.append(written, ofKey: keys.last) }
    if keepsRows, let row { keyRows.append(row, at: keys.last) }
    return nil
  }

  /// The hash of the row that made the entry with a key; `nil` if none did.
  func row(ofKey number: Int) -> UInt32? { row(in: keyRows, number) }

  /// The hash of a key's subject as written; `nil` where it is written in its folded form.
  func written(ofKey number: Int) -> UInt32? { spellings.hash(ofKey: number) }

  func rollBackKeys(to number: Int) {
    keys.rollBack(to: number)
    spellings.rollBack(to: number)
    keyRows.rollBack(to: number)
  }

  func place(ofKey number: Int) -> SourcePlace {
    SourcePlace(file: files.last { $0.firstKey <= number }?.name ?? "", mark: keys.mark(of: number))
  }

  /// Returns `nil` if the name is new, or the number of the earlier one.
  @inline(__always)
  func insertName(_ name: YAMLText, at mark: SourceMark, row: UInt32?) -> Int? {
    if let earlier = names.insert(name.hashValue, at: mark.unmarked) { return earlier }
    if keepsRows, let row { nameRows.append(row, at: names.last) }
    return nil
  }

  /// The hash of the row that made the entry with a name; `nil` if none did.
  func row(ofName number: Int) -> UInt32? { row(in: nameRows, number) }

  private func row(in rows: RowHashes, _ number: Int) -> UInt32? {
    if !keepsRows { missesRows = true }
    return rows[number]
  }

  /// Keeps the hashes of the rows of the file that is to be read again, or forgets them.
  func keepRows(_ keeps: Bool) {
    (keepsRows, missesRows) = (keeps, false)
    (keyRows, nameRows) = (RowHashes(), RowHashes())
  }

  func place(ofName number: Int) -> SourcePlace {
    SourcePlace(file: files.last { $0.firstName <= number }?.name ?? "", mark: names.mark(of: number))
  }

  // MARK: Rolling back, if a file has to be read a second time

  struct Checkpoint {
    fileprivate let count: Int
    fileprivate let entryCount: Int
    fileprivate let candidateCount: Int
    fileprivate let keys: Int
    fileprivate let names: Int
    fileprivate let files: Int
  }

  func checkpoint() -> Checkpoint {
    Checkpoint(
      count: count, entryCount: entryCount, candidateCount: candidateCount, keys: keys.next, names: names.next,
      files: files.count)
  }

  func rollBack(to checkpoint: Checkpoint) {
    if keepsDeclarations { declared.removeSubrange(checkpoint.count...) }
    count = checkpoint.count
    entryCount = checkpoint.entryCount
    candidateCount = checkpoint.candidateCount
    rollBackKeys(to: checkpoint.keys)
    names.rollBack(to: checkpoint.names)
    nameRows.rollBack(to: checkpoint.names)
    files.removeSubrange(checkpoint.files...)
  }
}

/// The hashes of the rows that made entries, by the numbers of their keys or names: 4 bytes for each number from the first of
/// them on.
private struct RowHashes {
  private var first = 0
  private var hashes: [UInt32] = []

  subscript(number: Int) -> UInt32? {
    let hash = hashes.indices.contains(number - first) ? hashes[number - first] : 0
    return hash == 0 ? nil : hash
  }

  mutating func append(_ hash: UInt32, at number: Int) {
    if hashes.isEmpty { first = number }
    while first + hashes.count < number { hashes.append(0) }
    hashes.append(hash)
  }

  mutating func rollBack(to number: Int) {
    if number < first + hashes.count { hashes.removeSubrange(max(0, number - first)...) }
  }
}
