/// Every kind of problem that a diagnostic reports, by the stable word that is printed: users filter and suppress by it, so
/// that a raw value never changes.
package enum DiagnosticCode: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  // MARK: Manifests, and any other YAML file that Writ reads

  /// libyaml could not continue; nothing after this place was read.
  case syntax
  /// The bytes are not UTF-8.
  case encoding
  /// A control character that YAML does not allow in a file.
  case controlCharacter = "control-character"
  /// A byte order mark that is not at the start of the file.
  case byteOrderMark = "byte-order-mark"
  /// Plain text that begins with an invisible character, or with a space that YAML does not know.
  case invisibleCharacter = "invisible-character"
  /// Plain text in typographic quotes, which YAML does not treat as quotes.
  case smartQuotes = "smart-quotes"
  /// A file that is larger than 256 MiB, as a table that comes through a pipe, a table's row that is larger than 1 MiB, or one that
  /// makes an entry of more than 16 MiB.
  case fileSize = "file-size"
  /// Lists and mappings are nested more than 64 levels deep.
  case depthLimit = "depth-limit"
  /// Aliases expand to more nodes than a file of this size may have.
  case aliasLimit = "alias-limit"
  /// One entry, or what its anchors keep, has more than 10 million nodes.
  case nodeLimit = "node-limit"
  /// The set declares more than 10 million requests.
  case declarationLimit = "declaration-limit"
  /// An alias without an anchor before it in the document.
  case unknownAlias = "unknown-alias"
  /// An alias inside the value that its anchor names.
  case aliasCycle = "alias-cycle"
  /// A merge key whose value is not a mapping or a list of mappings, or that stands at the top level.
  case mergeKey = "merge-key"
  /// A tag other than `!!str`, `!!null`, `!!seq` and `!!map`, or one that does not fit its value.
  case tag
  /// U+0000 in a text: databases and libraries truncate text there.
  case nullCharacter = "null-character"
  /// Another kind of file in place of a manifest: a Git LFS pointer, an HTML page, a saved plan.
  case wrongFile = "wrong-file"
  /// A set without any document.
  case emptySet = "empty-set"
  /// `requests` without an entry: a warning.
  case emptyRequests = "empty-requests"
  /// A second document where one is expected.
  case extraDocument = "extra-document"
  /// A key twice in one mapping.
  case duplicateKey = "duplicate-key"
  /// A key that does not exist in the manifest language.
  case unknownKey = "unknown-key"
  /// A required key without a value.
  case missingKey = "missing-key"
  /// A list, a mapping or text where another of these is expected.
  case wrongKind = "wrong-kind"
  /// `requestTypes`, `tables` or `defaults` after `requests` in too many documents of one file.
  case keyOrder = "key-order"
  /// `apiVersion` is not `writ/v1`.
  case apiVersion = "api-version"
  /// `kind` is not `AccessRequests`.
  case kind
  /// A request type's id is not 24 hexadecimal digits.
  case requestTypeID = "request-type-id"
  /// A `requestType` that `requestTypes` does not name.
  case unknownRequestType = "unknown-request-type"
  /// `${NAME}` or `{{…}}` of a template that was not rendered; in a message, a warning. A text that is still to FILL IN: a warning.
  case template
  /// Both `requestType` and `requestTypeId`.
  case requestTypeConflict = "request-type-conflict"
  /// A name of an entry, a request type or a field that is empty.
  case emptyName = "empty-name"
  /// Two entries of the set with one name.
  case duplicateName = "duplicate-name"
  /// A subject that is not 1–250 code points long.
  case subjectLength = "subject-length"
  /// A subject that is only white space.
  case subjectBlank = "subject-blank"
  /// A subject that begins or ends with white space, which an org may trim.
  case subjectSpace = "subject-space"
  /// A subject of more than one line, or one that ends with a line break.
  case subjectLineBreak = "subject-line-break"
  /// A subject with a control character.
  case subjectControl = "subject-control"
  /// A subject that an org may store in another form than it is written: a warning.
  case subjectForm = "subject-form"
  /// An `attempt` that is not a number from 1 to 100.
  case attempt
  /// A message that is not 1–5,000 code points long.
  case messageLength = "message-length"
  /// A user's id that is not `00u` and 17 letters or digits.
  case userID = "user-id"
  /// A login or an e-mail address that is not 1–100 code points long, or has white space, a control character or `/`.
  case userName = "user-name"
  /// A group whose id is not `00g` and 17 letters or digits, or whose name is not 1–255 code points long.
  case group
  /// A `users` list without a user.
  case emptyUsers = "empty-users"
  /// A user or a group twice in one entry, perhaps under two names.
  case duplicateUser = "duplicate-user"
  /// Two declarations with one key: request type, requester and subject.
  case duplicateDeclaration = "duplicate-declaration"
  /// A field's id that is not a UUID.
  case fieldID = "field-id"
  /// A field's prompt that is only white space.
  case fieldPrompt = "field-prompt"
  /// Both `id` and `prompt` of a field.
  case fieldConflict = "field-conflict"
  /// A field that the request type does not declare, or does not have in the org.
  case unknownField = "unknown-field"
  /// A field twice: in one entry, or two names for one field of a request type.
  case duplicateField = "duplicate-field"
  /// More than 100 fields in a request type or a request.
  case fieldCount = "field-count"
  /// A TEXT value that is not 1–1,000 code points long.
  case fieldText = "field-text"
  /// A DATE-TIME value that is not a valid RFC 3339 date-time.
  case fieldDateTime = "field-date-time"
  /// A SELECT value that is not a list of one string of 1–280 code points, or not one of the options.
  case fieldSelect = "field-select"
  /// A required field without a value.
  case requiredField = "required-field"
  /// A field's `type` that is not TEXT, DATE-TIME or SELECT.
  case fieldType = "field-type"
  /// A field's `required` that is not `true` or `false`.
  case fieldRequired = "field-required"
  /// `options` of a field that are empty, repeated, of a wrong length, or not for a SELECT field.
  case fieldOptions = "field-options"

  /// A table's file that cannot be read.
  case tableFile = "table-file"
  /// Both `file` and `rows` of a table.
  case tableConflict = "table-conflict"
  /// A `delimiter` or an `encoding` of a table that Writ does not know.
  case tableFormat = "table-format"
  /// A header that names no column, or one twice.
  case tableHeader = "table-header"
  /// A quote in a table that is not closed, or text after it.
  case tableQuotes = "table-quotes"
  /// A table without rows.
  case emptyTable = "empty-table"
  /// A row with more or fewer cells than the header.
  case rowLength = "row-length"
  /// A `forEach` that `tables` does not name.
  case unknownTable = "unknown-table"
  /// A column that the table does not have.
  case unknownColumn = "unknown-column"
  /// A cell without a text that an entry needs.
  case emptyCell = "empty-cell"
  /// What a spreadsheet has left in a cell in place of its text: a formula, an error value, a shortened number.
  case cell
  /// A `where` that no row meets: a warning.
  case noRow = "no-row"
  /// A row that makes the same entry as an earlier one: a warning.
  case repeatedRow = "repeated-row"
  /// A table that no entry names: a warning.
  case unusedTable = "unused-table"
  /// Rows that no entry takes: a warning.
  case unusedRow = "unused-row"

  // MARK: Manifests compared with the org

  /// A login or an e-mail address that no user of the org has, or a user's id that the org does not know.
  case unknownUser = "unknown-user"
  /// An e-mail address that several users of the org have.
  case ambiguousUser = "ambiguous-user"
  /// A name or an id that no group of the org has.
  case unknownGroup = "unknown-group"
  /// A name that several groups of the org have.
  case ambiguousGroup = "ambiguous-group"
  /// A group without a member who can request access.
  case emptyGroup = "empty-group"
  /// A group with members who cannot request access: they are skipped.
  case inactiveMembers = "inactive-members"
  /// A named user who cannot request access.
  case inactiveUser = "inactive-user"
  /// The org does not have the request type.
  case missingRequestType = "missing-request-type"
  /// The request type is a draft or disabled.
  case requestTypeStatus = "request-type-status"
  /// The org does not show the request type's fields, so that no prompt can be resolved.
  case unreadableFields = "unreadable-fields"
  /// A prompt that several fields of the request type have.
  case ambiguousField = "ambiguous-field"

  // MARK: Seed files of the local server

  /// A list, a mapping or text where another of these is expected.
  case seedKind = "seed-kind"
  /// A key that seed files do not have.
  case seedUnknownKey = "seed-unknown-key"
  /// A required key is missing.
  case seedMissingKey = "seed-missing-key"
  /// A value that the key does not take.
  case seedValue = "seed-value"
  /// An id twice in one list.
  case seedDuplicate = "seed-duplicate"

  /// The printed word.
  package var description: String { rawValue }
}
