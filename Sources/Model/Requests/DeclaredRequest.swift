/// A request as a manifest declares it, for one requester or one group of them: valid by the contract's rules, but names
/// that are not ids are not resolved yet.
package struct DeclaredRequest: Sendable {
  /// What all requesters of the entry share.
  package var entry: DeclaredEntry
  /// Who it is for.
  package var requester: RequesterReference
  /// Where the requester is written, perhaps in `defaults` or a cell (`DeclaredEntry.file(of:)`); the entry's beginning if none
  /// is.
  package var requesterRange: SourceRange
  /// The place of the declaration in the entry's file: its user, or the entry or row if it names none.
  package var mark: SourceMark

  package init(
    entry: DeclaredEntry, requester: RequesterReference, requesterRange: SourceRange, mark: SourceMark
  ) {
    self.entry = entry
    self.requester = requester
    self.requesterRange = requesterRange
    self.mark = mark
  }

  /// Where the declaration is; those that entries make for one row may be at one place.
  package var place: SourcePlace { SourcePlace(file: entry.file, mark: mark) }

  /// The declaration for one user (`nil`: the token's own), once all is looked up.
  package func declaration(for user: UserID?, fieldValues: [RequesterFieldValue] = []) -> RequestDeclaration {
    RequestDeclaration(
      name: entry.name, requestTypeID: entry.requestTypeID, requester: user, subject: entry.subject,
      fieldValues: fieldValues, messages: entry.messages, attempt: entry.attempt, place: place)
  }
}

/// Who a declaration is for.
package enum RequesterReference: Hashable, Sendable {
  /// The user whose token sends the request.
  case ownUser
  /// The user with this id.
  case id(UserID)
  /// A login or an e-mail address, as written.
  case name(String)
  /// Every member of a group: its name or id, as written.
  case group(String)

  /// Whether only the org knows which users it is.
  package var asksOrg: Bool {
    switch self {
    case .ownUser, .id: false
    case .name, .group: true
    }
  }
}

/// What the declarations of one entry share. An object, so that each of them costs a word for it.
package final class DeclaredEntry: Sendable {
  /// The entry's `name`; `nil` if it has none.
  package let name: String?
  /// The request type.
  package let requestTypeID: RequestTypeID
  /// 1–250 code points (contract schema `request-subject`).
  package let subject: String
  /// Those by id first, sorted by id, each id once; then those by prompt, in the order of writing.
  package let fields: [DeclaredFieldValue]
  /// Each 1–5,000 code points (contract schema `request-message-message`), in the order they are sent.
  package let messages: [String]
  /// 1–100: how many requests with one key may be made, one after the other (`attempt` of the manifest language).
  package let attempt: Int
  /// The file of its declarations, as the user named it: the manifest, or the table whose row it was made for.
  package let file: String
  /// The manifest that it is written in.
  package let manifest: String
  /// The entry's first key: where missing keys are reported.
  package let range: SourceRange
  /// Where the request type is said, perhaps in `defaults`.
  package let requestTypeRange: SourceRange
  /// The cell of the row that the entry was made for, in the column by which plans are counted; `nil` for other entries.
  package let group: String?

  /// `manifest` is `file` where it is left out.
  package init(
    name: String?, requestTypeID: RequestTypeID, subject: String, fields: [DeclaredFieldValue], messages: [String],
    attempt: Int = 1, file: String, manifest: String? = nil, range: SourceRange, requestTypeRange: SourceRange,
    group: String? = nil
  ) {
    self.name = name
    self.requestTypeID = requestTypeID
    self.subject = subject
    self.fields = fields
    self.messages = messages
    self.attempt = attempt
    self.file = file
    self.manifest = manifest ?? file
    self.range = range
    self.requestTypeRange = requestTypeRange
    self.group = group
  }

  /// The file that one of the ranges is in: cells are marked (`SourceRange.isInTable`).
  package func file(of range: SourceRange) -> String { range.isInTable ? file : manifest }

  /// Where one of the ranges begins.
  package func place(of range: SourceRange) -> SourcePlace {
    SourcePlace(file: file(of: range), mark: range.start.unmarked)
  }

  /// A finding at one of the ranges; at a cell it says for which entry of the manifest.
  package func diagnostic(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, as severity: Diagnostic.Severity = .error,
    hint: String? = nil, notes: [Diagnostic.Note] = []
  ) -> Diagnostic {
    let entry = Diagnostic.Note(message: "for this entry", place: SourcePlace(file: manifest, mark: self.range.start))
    return Diagnostic(
      severity: severity, code: code, message: message, file: file(of: range), range: range.unmarked, hint: hint,
      notes: notes + (range.isInTable ? [entry] : []))
  }

  /// Whether only the org knows which fields these are.
  package var namesFieldsByPrompt: Bool { fields.contains(where: \.isPrompt) }
}

/// The answer to one requester field, as declared.
package struct DeclaredFieldValue: Hashable, Sendable {
  /// The field that it answers.
  package var field: FieldReference
  /// The answer.
  package var value: FieldValue
  /// Where the field is named; cells are marked.
  package var fieldRange: SourceRange
  /// Where the value is written.
  package var valueRange: SourceRange
  /// Where `requestTypes` gives the prompt of a field that the entry names by a name of its own.
  package var promptRange: SourceRange?
  /// From `defaults`: by a prompt it is for the request types that have such a field, and the entry's own value for the
  /// field wins, under any name.
  package var isDefault: Bool

  package init(
    field: FieldReference, value: FieldValue, fieldRange: SourceRange, valueRange: SourceRange,
    promptRange: SourceRange? = nil, isDefault: Bool = false
  ) {
    self.field = field
    self.value = value
    self.fieldRange = fieldRange
    self.valueRange = valueRange
    self.promptRange = promptRange
    self.isDefault = isDefault
  }

  /// Whether the field is named by its prompt.
  package var isPrompt: Bool {
    if case .prompt = field { true } else { false }
  }
}

/// Which field of its request type a value answers.
package enum FieldReference: Hashable, Sendable {
  /// The field with this id.
  case id(FieldID)
  /// The question that the org asks, as written: only the org knows which field it is.
  case prompt(String)
}
