import Foundation
import Manifests
import Model

/// The table that a manifest to start from takes its people and answers from.
package struct ScaffoldTable: Sendable {
  /// What `tables` calls it.
  let name: String
  /// Its path.
  let file: String
  private let columns: [String]

  /// `columns` are the names in its first row. Without any that a placeholder can name there is nothing to start from. The table is
  /// called after its file where no `name` is given.
  package init?(file: String, name: String? = nil, columns: [String]) {
    self.file = file
    self.columns = columns.filter { column in
      !column.isEmpty && !column.contains("}") && !column.contains(":-") && !column.contains("{")
        && ManifestText.flaw(of: column) == nil && !column.contains(where: \.isNewline)
    }
    let base = URL(filePath: file).deletingPathExtension().lastPathComponent
    self.name = name ?? UniqueNames.slug(base, otherwise: "people")
    if self.columns.isEmpty { return nil }
  }

  /// The column that names users; `nil` where none is called so.
  var user: String? {
    let names = ["email", "login", "username", "user", "upn", "userprincipalname", "oktaid", "mail", "emailaddress"]
    let others = ["manager", "supervisor", "boss", "approver", "sponsor", "personal", "private"]
    return column(called: names)
      ?? columns.first { column in
        let letters = Self.letters(of: column)
        return letters.contains("mail") && !others.contains(where: letters.contains)
      }
  }

  /// The column by which rows differ: that of users, or else the first.
  var key: String { user ?? columns[0] }

  /// The column with people's names.
  var person: String? { column(called: ["name", "fullname", "displayname", "employee", "employeename"]) }

  /// A column by which people differ in what they need, and which rows an entry may take.
  var group: String? {
    column(called: ["department", "team", "role", "group", "costcenter", "division", "location", "jobtitle"])
  }

  /// The column that answers a question: it has the question's words, or the field's name.
  func answer(to prompt: String, named name: String) -> String? {
    column(called: [Self.letters(of: prompt), Self.letters(of: name)])
  }

  private func column(called names: [String]) -> String? {
    names.lazy.filter { !$0.isEmpty }.compactMap { name in columns.first { Self.letters(of: $0) == name } }.first
  }

  /// Without spaces, signs and case.
  private static func letters(of text: String) -> String {
    String(text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
  }
}
