/// Every kind of problem that a manifest can have: the stable word that stands in `Diagnostic.code`.
package enum FindingCode: String, CaseIterable, Sendable {
  /// libyaml could not read on; nothing behind this place was looked at.
  case syntax
  /// The bytes are not UTF-8.
  case encoding
  /// A control character that YAML does not allow in a file.
  case controlCharacter = "control-character"
  /// A byte order mark that is not at the start of the file.
  case byteOrderMark = "byte-order-mark"
  /// Plain text that begins with an invisible character, or with a space that YAML does not know.
  case invisibleCharacter = "invisible-character"
  /// Plain text in typographic quotes, which do not quote.
  case smartQuotes = "smart-quotes"
  /// The file is larger than 256 MiB.
  case fileSize = "file-size"
  /// Lists and mappings are nested more than 64 levels deep.
  case depthLimit = "depth-limit"
  /// Aliases stand for more nodes than a file of this size may ask for.
  case aliasLimit = "alias-limit"
  /// One entry, or what its anchors keep, holds more than 10 million nodes.
  case nodeLimit = "node-limit"
  /// The set declares more than 10 million requests.
  case declarationLimit = "declaration-limit"
  /// An alias whose anchor is not in the document before it.
  case unknownAlias = "unknown-alias"
  /// An alias that stands inside of what its anchor names.
  case aliasCycle = "alias-cycle"
  /// A merge key whose value is not a mapping or a list of mappings, or that stands at the top level.
  case mergeKey = "merge-key"
  /// A tag other than `!!str`, `!!null`, `!!seq` and `!!map`, or one that does not fit its value.
  case tag
  /// U+0000 in a text: databases and libraries cut texts there.
  case nullCharacter = "null-character"
  /// Another kind of file in place of a manifest: a Git LFS pointer, a page of HTML, a saved plan.
  case wrongFile = "wrong-file"
  /// A set without any document.
  case emptySet = "empty-set"
  /// `requests` without an entry: a warning.
  case emptyRequests = "empty-requests"
  /// A second document where one is expected.
  case extraDocument = "extra-document"
  /// A key twice in one mapping.
  case duplicateKey = "duplicate-key"
  /// A key that the manifest language does not have.
  case unknownKey = "unknown-key"
  /// A key that has to be there.
  case missingKey = "missing-key"
  /// A list, a mapping or text where another of these is expected.
  case wrongKind = "wrong-kind"
  /// `requestTypes` or `defaults` behind `requests` in too many documents of one file.
  case keyOrder = "key-order"
  /// `apiVersion` is not `writ/v1`.
  case apiVersion = "api-version"
  /// `kind` is not `AccessRequests`.
  case kind
  /// A request type's id is not 24 hexadecimal digits.
  case requestTypeID = "request-type-id"
  /// A `requestType` that `requestTypes` does not name.
  case unknownRequestType = "unknown-request-type"
  /// `${NAME}` or `{{…}}` that a template has left; in a message, a warning.
  case template
  /// Both `requestType` and `requestTypeId`.
  case requestTypeConflict = "request-type-conflict"
  /// A name of an entry, a request type or a field that is empty.
  case emptyName = "empty-name"
  /// Two entries of the set with one name.
  case duplicateName = "duplicate-name"
  /// A subject that is not 1–250 code points long.
  case subjectLength = "subject-length"
  /// A subject of nothing but white space.
  case subjectBlank = "subject-blank"
  /// A subject with white space at one of its ends, which an org may trim.
  case subjectSpace = "subject-space"
  /// A subject of more than one line, or one that ends with a line break.
  case subjectLineBreak = "subject-line-break"
  /// A subject with a control character.
  case subjectControl = "subject-control"
  /// A subject that an org may store otherwise than it is written: a warning.
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
  /// A user or a group twice in one entry.
  case duplicateUser = "duplicate-user"
  /// Two declarations with one key: request type, requester and subject.
  case duplicateDeclaration = "duplicate-declaration"
  /// A field's id that is not a UUID.
  case fieldID = "field-id"
  /// A field's prompt that is nothing but white space.
  case fieldPrompt = "field-prompt"
  /// Both `id` and `prompt` of a field.
  case fieldConflict = "field-conflict"
  /// A field name that the request type does not declare.
  case unknownField = "unknown-field"
  /// A field twice: in one entry, or two names for one id in a request type.
  case duplicateField = "duplicate-field"
  /// More than 100 fields in a request type or a request.
  case fieldCount = "field-count"
  /// A TEXT value that is not 1–1,000 code points long.
  case fieldText = "field-text"
  /// A DATE-TIME value that is not an RFC 3339 date-time.
  case fieldDateTime = "field-date-time"
  /// A SELECT value that is not a list of exactly one string of 1–280 code points, or not one of the options.
  case fieldSelect = "field-select"
  /// A required field without a value.
  case requiredField = "required-field"
  /// A field's `type` that is not TEXT, DATE-TIME or SELECT.
  case fieldType = "field-type"
  /// A field's `required` that is not `true` or `false`.
  case fieldRequired = "field-required"
  /// A field's `options` that are empty, repeated, of a wrong length, or not those of a SELECT field.
  case fieldOptions = "field-options"

  /// Whether nothing of the file was looked at behind the finding.
  package var endsFile: Bool {
    switch self {
    case .syntax, .encoding, .controlCharacter, .fileSize, .depthLimit, .aliasLimit, .nodeLimit, .declarationLimit,
      .extraDocument, .wrongFile:
      true
    default: false
    }
  }
}
