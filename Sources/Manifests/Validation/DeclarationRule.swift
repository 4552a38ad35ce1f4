import Model

/// One declaration for each user of an entry; no two of a set with one key: request type, requester and folded subject.
struct DeclarationRule {
  let set: DeclaredSet
  let findings: Findings

  /// `isValid`: no rule was broken in the entry so far. Users and keys are checked in any case.
  func declare(
    _ entry: ValidatedEntry, for users: Checked<YAMLNode>, fields: FieldsRule, isValid: Bool
  ) throws(ParseError) {
    let subject = entry.subject?.bytes.map(SubjectIdentity.init)
    let key = KeyHash(entry.type?.id, subject)
    let first = set.nextKey
    if case .valid(let list) = users { set.countCandidates(list.count) } else { set.countCandidates(1) }
    let declared = isValid && set.keepsDeclarations ? declaredEntry(entry, fields) : nil
    // Rows with a new name were compared by it.
    let row = entry.name == nil || !isValid ? findings.row : nil
    switch users {
    case .invalid: break
    case .absent:
      let range = entry.range(of: nil)
      let isNew =
        key.map { checkKey($0.finish(nil), subject, at: findings.placed(range), first: first, row: row) } ?? false
      if isNew, isValid { add(declared, for: nil, written: range, at: findings.placed(entry.node.usageRange).start) }
    case .valid(let list):
      // Default users were checked once; an invalid entry does not need them.
      if !entry.hasOwnUsers, key == nil || !isValid { break }
      for user in list.items {
        guard let reference = UsersRule.check(user, findings: findings) else { continue }
        let range = findings.placed(entry.range(of: user))
        let hash = (key ?? KeyHash()).finish(reference)
        let isNew = checkKey(hash, subject, at: range, first: first, row: row, as: reference.kindDescription)
        if isNew, isValid, key != nil {
          add(declared, for: reference, written: user.usageRange, at: range.start)
        }
        try checkLimit(at: range)
      }
    }
    // Users of an entry without a key were only compared with each other.
    if key == nil { set.rollBackKeys(to: first) }
  }

  @inline(__always)
  private func checkKey(
    _ hash: Int, _ subject: SubjectIdentity?, at range: SourceRange, first: Int, row: RowPlace?,
    as noun: @autoclosure () -> String = "user"
  ) -> Bool {
    let written = subject?.spellingHash
    guard let earlier = set.insertKey(hash, written: written, at: range.start, row: row?.hash) else { return true }
    if earlier >= first {
      findings.add(
        .duplicateUser, at: range, "duplicate \(noun())",
        notes: [Diagnostic.Note(message: "first named here", place: set.place(ofKey: earlier))])
    } else if let row, set.row(ofKey: earlier) == row.hash {
      RepeatedRowRule.report(row, after: set.place(ofKey: earlier), findings: findings)
    } else {
      reportDeclaration(at: range, after: earlier, isWrittenAlike: set.written(ofKey: earlier) == written)
    }
    return false
  }

  private func reportDeclaration(at range: SourceRange, after earlier: Int, isWrittenAlike: Bool) {
    findings.add(
      .duplicateDeclaration, at: range,
      "duplicate request: same request type, requester and subject"
        + (isWrittenAlike ? "" : "; the subjects differ only in form"),
      hint: isWrittenAlike
        ? "remove one, or give them different subjects"
        : "remove one, or make the subjects differ in more than white space, Unicode form or emoji, which an org may "
          + "not keep",
      notes: [Diagnostic.Note(message: "first declared here", place: set.place(ofKey: earlier))])
  }

  /// Entries count as well, so that a set of only invalid ones ends too.
  @inline(__always)
  func checkLimit(at range: @autoclosure () -> SourceRange) throws(ParseError) {
    guard max(set.nextKey, set.entryCount) > ManifestLanguage.declarationCount else { return }
    findings.add(
      .declarationLimit, at: range(), "the set declares more than \(ManifestLanguage.declarationCount) requests",
      hint: "split it into several sets")
    throw .reported
  }

  @inline(__always)
  private func add(
    _ entry: DeclaredEntry?, for user: UserReference?, written range: SourceRange, at mark: SourceMark
  ) {
    set.countDeclaration()
    guard let entry else { return }
    let requester = user?.reference ?? .ownUser
    set.keep(
      DeclaredRequest(entry: entry, requester: requester, requesterRange: range, mark: mark.unmarked))
  }

  /// What the declarations of one entry share, copied so that it outlives the file.
  private func declaredEntry(_ entry: ValidatedEntry, _ fields: FieldsRule) -> DeclaredEntry? {
    guard let type = entry.type, let id = type.id, let subject = entry.subject?.text else { return nil }
    return DeclaredEntry(
      name: entry.name?.string, requestTypeID: set.typeID(id), subject: subject, fields: fields.values(of: type),
      messages: entry.messages, attempt: entry.attempt, file: findings.row?.file ?? findings.file,
      manifest: findings.file, range: entry.node.firstKeyRange, requestTypeRange: type.range,
      group: findings.row?.group)
  }
}

/// The hash of a declaration's key, started with what all users of an entry share.
private struct KeyHash {
  private var hasher = Hasher()

  /// For users that are only compared within their list.
  init() {}

  /// `nil` if the request type or the subject is invalid.
  init?(_ type: RequestTypeBits?, _ subject: SubjectIdentity?) {
    guard let type, let subject else { return nil }
    hasher.combine(type)
    subject.hash(into: &hasher)
  }

  @inline(__always)
  func finish(_ user: UserReference?) -> Int {
    var hasher = hasher
    switch user {
    case nil: break
    case .id(let text): hasher.combine(text)
    case .name, .group: hasher.combine(user?.comparable)
    }
    return hasher.finalize()
  }
}

extension ValidatedEntry {
  /// Where a declaration is reported: at its user, or at the subject if the entry itself has no users.
  fileprivate func range(of user: YAMLNode?) -> SourceRange {
    if let user, hasOwnUsers { return user.usageRange }
    if hasOwnSubject, let subject { return subject.usageRange }
    return node.firstKeyRange
  }
}

/// A row that makes the same entry as an earlier one declares nothing of its own: a warning, since a list of people may name
/// one of them twice.
enum RepeatedRowRule {
  static func report(_ row: RowPlace, after earlier: SourcePlace, findings: Findings) {
    findings.warn(
      .repeatedRow, at: row.range, "this row repeats an earlier one: it is taken once", hint: "remove one of them",
      notes: [Diagnostic.Note(message: "first written here", place: earlier)])
  }
}
