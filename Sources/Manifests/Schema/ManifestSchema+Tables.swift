/// Tables, and the entries that are repeated for their rows.
extension ManifestSchema {
  /// What only the row of a table says.
  static let columnPattern = "\\$\\{.+\\}"

  static var tables: SchemaText {
    [
      "description": "Names for tables, for whose rows entries are repeated.",
      "type": ["object", "null"],
      "propertyNames": reference("name"),
      "additionalProperties": nullable(reference("table")),
    ]
  }

  static var table: SchemaText {
    [
      "description": "A table in a file, or its rows.", "type": "object", "additionalProperties": false,
      "not": ["required": [.string(TableKey.file.name), .string(TableKey.rows.name)]],
      "properties": properties(of: TableKey.self, tableKey),
    ]
  }

  private static func tableKey(_ key: TableKey) -> SchemaText {
    switch key {
    case .file:
      ["description": "A CSV file with a header row, relative to the manifest.", "type": "string", "minLength": 1]
    case .rows:
      [
        "description": "The rows themselves.", "type": "array",
        "items": ["type": "object", "additionalProperties": ["type": ["string", "number", "boolean", "null"]]],
      ]
    case .delimiter:
      ["description": "What separates cells, where it cannot be detected: one character, or tab.", "type": "string"]
    case .encoding:
      ["description": "How the file is encoded, where it cannot be detected.", "enum": ["utf-8", "windows-1252"]]
    }
  }

  static var forEach: SchemaText {
    ["description": "The table for each of whose rows the entry is repeated.", "type": ["string", "null"]]
  }

  static var condition: SchemaText {
    [
      "description": "Which rows: all of these columns have to match one of their texts or patterns (* and ?).",
      "type": ["object", "null"],
      "additionalProperties": [
        "anyOf": [["type": written], ["type": "array", "items": ["type": written]], ["type": "null"]]
      ],
    ]
  }
}
