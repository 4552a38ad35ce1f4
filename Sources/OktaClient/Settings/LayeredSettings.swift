import Foundation
import OktaWire

/// One value for each setting, from the layers that hold it, and everything that is wrong with what was read so far.
struct LayeredSettings {
  /// The earlier one wins.
  let layers: [SettingsLayer]
  private(set) var problems: [ConnectionProblem] = []
  /// Whether the Terraform provider's variables hold credentials that are for another org.
  private(set) var withholdsTerraform = false

  init(layers: [SettingsLayer]) {
    self.layers = layers
  }

  /// The first value that is not blank.
  func value(_ setting: Setting) -> RawSetting? { value(setting, in: layers) }

  /// The same for what proves who we are. What a person's own file says is for that file's org: where the current folder
  /// names an org, which may be anybody's, it gets nothing but what stands next to it or in the environment; and where
  /// the person's file names another org, nothing of the environment either, since that is meant for the one they use.
  func secret(_ setting: Setting) -> RawSetting? {
    guard isOrgOfProject else { return value(setting, in: layers) }
    let namesOwnOrg = value(.orgURL, in: layers.filter { $0.kind == .home }) != nil
    return value(
      setting, in: layers.filter { $0.kind == .project || ($0.kind == .environment && !namesOwnOrg) })
  }

  /// User name and password for the proxy: one that only the current folder names gets nothing but what stands next to it.
  func proxySecret(_ setting: Setting) -> RawSetting? {
    let naming = layers.first { value(.proxyHost, in: [$0]) != nil }
    return value(setting, in: naming?.kind == .project ? layers.filter { $0.kind == .project } : layers)
  }

  /// Whether a secret is there but must not go to the org that the current folder names.
  var withholdsSecret: Bool {
    isOrgOfProject
      && Setting.secrets.contains { value($0) != nil && secret($0) == nil }
  }

  /// The same, where the Terraform provider's variables say only what may be taken from them: nothing where another layer
  /// names another org than theirs, and no more than their org where credentials come before theirs, since what they
  /// leave to infer (the mode) is about their own credentials.
  func limitingTerraform(hasFlag: Bool) -> LayeredSettings {
    guard let terraform = layers.first(where: { $0.kind == .terraform }), let own = value(.orgURL, in: [terraform])
    else { return self }
    let org = value(.orgURL)?.text ?? own.text
    guard org == own.text || Self.isSameOrg(org, own.text) else {
      var rest = LayeredSettings(layers: layers.filter { $0.kind != .terraform })
      rest.withholdsTerraform = Setting.secrets.contains { value($0, in: [terraform]) != nil }
      return rest
    }
    let before = Array(layers.prefix { $0.kind != .terraform })
    guard hasFlag || Setting.secrets.contains(where: { value($0, in: before) != nil }) else { return self }
    let orgOnly = SettingsLayer(.terraform, values: [Setting.orgURL.keys[0]: own])
    return LayeredSettings(layers: layers.map { $0.kind == .terraform ? orgOnly : $0 })
  }

  private func value(_ setting: Setting, in layers: [SettingsLayer]) -> RawSetting? {
    for layer in layers {
      for key in setting.keys {
        if let value = layer.values[key], !value.text.isBlank { return value }
      }
    }
    return nil
  }

  /// Whether the org URL is the current folder's word, and the person's own file says another or none.
  private var isOrgOfProject: Bool {
    let ranking = layers.first { layer in Setting.orgURL.keys.contains { layer.values[$0] != nil } }
    guard ranking?.kind == .project, let named = value(.orgURL)?.text else { return false }
    let own = value(.orgURL, in: layers.filter { $0.kind == .home || $0.kind == .terraform })?.text
    return own.map { !Self.isSameOrg($0, named) } ?? true
  }

  private static func isSameOrg(_ one: String, _ other: String) -> Bool {
    guard let one = try? OrgURL(one), let other = try? OrgURL(other) else { return false }
    return one == other
  }

  mutating func addProblem(_ problem: ConnectionProblem, at value: RawSetting? = nil) {
    problems.append(value.map { .at($0.place, problem) } ?? problem)
  }

  /// Whole seconds from 0 to an hour; `nil` for 0, by which the official tools mean no limit of their own.
  mutating func seconds(_ setting: Setting, named name: String) -> Duration? {
    guard let value = value(setting) else { return nil }
    guard let seconds = Int(value.text.trimmedBlanks), (0...3600).contains(seconds) else {
      addProblem(.seconds(name, value.text), at: value)
      return nil
    }
    return seconds == 0 ? nil : .seconds(seconds)
  }

  mutating func bool(_ setting: Setting) -> Bool {
    guard let value = value(setting) else { return false }
    switch value.text.trimmedBlanks.lowercased() {
    case "true", "1", "yes", "on": return true
    case "false", "0", "no", "off": return false
    default:
      addProblem(.bool(value.text), at: value)
      return false
    }
  }

  /// What is set and has no effect, each with its place and why.
  func unused(_ variables: [String: String]) -> [String] {
    var remarks: [String] = []
    for setting in [Setting.maxRetries, .maxBackoff] {
      if let value = value(setting) {
        remarks.append(
          "\(value.place): not used: writ paces its calls by the org's rate limit and waits for its windows")
      }
    }
    if variables["OKTA_TESTING_DISABLE_HTTPS_CHECK"].map({ !$0.isBlank }) == true {
      remarks.append("OKTA_TESTING_DISABLE_HTTPS_CHECK: not used: TLS is always verified")
    }
    return remarks
  }
}
