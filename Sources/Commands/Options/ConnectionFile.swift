import Foundation
import Manifests
import OktaClient
import Model

/// The settings files of the official tools: `.okta.yaml` and `okta.yaml` of the current folder, and `~/.okta/okta.yaml`.
struct ConnectionFile {
  /// What each file that is there says, the one that wins first.
  let layers: [SettingsLayer]
  /// Why the file of the home folder was passed over, where it could not be read.
  let passedOver: String?

  /// More than any such file needs.
  private static let sizeLimit = 1 << 20

  /// Reads them. A home folder that cannot be read, as in many a container, does no harm where flags or variables name the
  /// org: else it could be another org's settings that are missing.
  init(in environment: Environment, isOrgNamed: Bool) throws(CommandError) {
    var layers = [
      SettingsLayer(.project, values: try Self.values(of: ".okta.yaml")),
      SettingsLayer(.project, values: try Self.values(of: "okta.yaml")),
    ]
    var passedOver: String?
    if let home = environment.variable("HOME") {
      do throws(CommandError) {
        layers.append(SettingsLayer(.home, values: try Self.values(of: home + "/.okta/okta.yaml")))
      } catch  where isOrgNamed && error.status == .failure {
        passedOver = error.message
      }
    }
    self.layers = layers.filter { !$0.values.isEmpty }
    self.passedOver = passedOver
  }

  /// A warning where others can change what `~/.okta/okta.yaml` says: which org gets the credentials.
  static func warning(in environment: Environment) -> String? {
    guard let home = environment.variable("HOME") else { return nil }
    let folder = home + "/.okta"
    let file = folder + "/okta.yaml"
    guard let own = permissions(of: file), let around = permissions(of: folder) else { return nil }
    // Group and others; in a folder with the sticky bit only owners replace files.
    if own & 0o022 != 0 { return "others can write \(file), and so choose your org; run chmod go-w on it" }
    if around & 0o022 == 0 || around & 0o1000 != 0 { return nil }
    return "others can replace \(file), and so choose your org; run chmod go-w \(folder)"
  }

  /// Of what a path leads to, links followed.
  private static func permissions(of path: String) -> Int? {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    return (attributes?[.posixPermissions] as? NSNumber)?.intValue
  }

  /// The scalars of the mapping `okta.client` by their keys, nested ones with a dot between (a list's items with blanks
  /// between); empty where there is no such file or mapping.
  private static func values(of path: String) throws(CommandError) -> [String: RawSetting] {
    let file: YAMLDocument.Reading
    do throws(ManifestSourceError) {
      file = try YAMLDocument.read(path: path, limit: sizeLimit)
    } catch .missing {
      return [:]
    } catch {
      throw CommandError(.failure, error.text)
    }
    if let finding = file.findings.first(where: { $0.severity == .error }) {
      throw CommandError(.usage, "\(finding.place.text): \(finding.message)", hint: finding.hint)
    }
    return file.document?.withRoot { root in root.map { clientValues($0, of: path) } ?? [:] } ?? [:]
  }

  private static func clientValues(_ root: YAMLNode, of path: String) -> [String: RawSetting] {
    guard root.kind == .mapping, let okta = root.value(for: "okta"), okta.kind == .mapping,
      let client = okta.value(for: "client"), client.kind == .mapping
    else { return [:] }
    var values: [String: RawSetting] = [:]
    take(client, below: "", of: path, into: &values)
    return values
  }

  private static func take(
    _ mapping: YAMLNode, below prefix: String, of path: String, into values: inout [String: RawSetting]
  ) {
    for pair in mapping.pairs {
      guard let key = pair.key.text else { continue }
      if pair.value.kind == .mapping, prefix.isEmpty {
        take(pair.value, below: key + ".", of: path, into: &values)
      } else if let text = text(pair.value) {
        let place = SourcePlace(file: path, mark: pair.value.usageRange.start)
        values[prefix + key] = RawSetting(text, at: place.text)
      }
    }
  }

  private static func text(_ node: YAMLNode) -> String? {
    switch node.kind {
    case .scalar: node.isNull ? nil : node.text
    case .sequence: node.items.compactMap(\.text).joined(separator: " ")
    case .mapping, .broken: nil
    }
  }
}
