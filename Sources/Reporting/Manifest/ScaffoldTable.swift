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

  /// `columns` are the names in its first row. Without any that a placeholder can name there is nothing to start from.
  package init?(file: String, columns: [String]) {
    self.file = file
    self.columns = columns.filter { column in
      !column.isEmpty && !column.contains("}") && !column.contains(":-") && !column.contains("{")
        && ManifestText.flaw(of: column) == nil && !column.contains(where: \.isNewline)
    }
    let base = URL(filePath: file).deletingPathExtension().lastPathComponent
    name = UniqueNames.slug(base, otherwise: "people")
    if self.columns.isEmpty { return nil }
  }

  /// The column that names users: the one that is called so, or else the first.
  var user: String {
    let names = ["email", "login", "username", "user", "upn", "userprincipalname", "oktaid", "mail", "emailaddress"]
    return column(called: names) ?? columns.first { Self.letters(of: $0).contains("mail") } ?? columns[0]
  }

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
