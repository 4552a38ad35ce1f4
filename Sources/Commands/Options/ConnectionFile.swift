import Foundation
import Manifests
import RequestModel

/// `~/.okta/okta.yaml`, the settings file of the official tools.
enum ConnectionFile {
  /// More than any such file needs.
  private static let sizeLimit = 1 << 20

  /// The scalars of the mapping `okta.client`, by their keys as they stand there (a list's items with blanks between);
  /// empty where there is no such file or mapping.
  static func values(in environment: Environment) throws(CommandError) -> [String: String] {
    guard let home = environment.variable("HOME") else { return [:] }
    let path = home + "/.okta/okta.yaml"
    let document: WrittenDocument?
    let findings: [Diagnostic]
    do throws(ManifestSourceError) {
      (document, findings) = try WrittenDocument.read(path: path, limit: sizeLimit)
    } catch .missing {
      return [:]
    } catch {
      throw CommandError(.failure, error.text)
    }
    if let finding = findings.first(where: { $0.severity == .error }) {
      throw CommandError(.usage, "\(finding.place.text): \(finding.message)", hint: finding.hint)
    }
    return document?.withRoot { root in root.map(clientValues) ?? [:] } ?? [:]
  }

  private static func clientValues(_ root: WrittenNode) -> [String: String] {
    guard root.kind == .mapping, let okta = root.value(for: "okta"), okta.kind == .mapping,
      let client = okta.value(for: "client"), client.kind == .mapping
    else { return [:] }
    var values: [String: String] = [:]
    for pair in client.pairs {
      if let key = pair.key.text, let value = text(pair.value) { values[key] = value }
    }
    return values
  }

  private static func text(_ node: WrittenNode) -> String? {
    switch node.kind {
    case .scalar: node.isNull ? nil : node.text
    case .sequence: node.items.compactMap(\.text).joined(separator: " ")
    case .mapping, .broken: nil
    }
  }
}
