import OktaClient
import OktaWire
import TestKeys
import Testing

@Suite("Connection settings")
struct ConnectionSettingsTests {
  private let org = "https://acme.okta.com"

  private func resolve(
    _ flags: ConnectionSettings.Flags = .init(), env: [String: String] = [:], project: [String: String] = [:],
    home: [String: String] = [:], files: [String: String] = [:]
  ) throws(ConnectionSettingsError) -> ConnectionSettings {
    let layers = [(SettingsLayer.Kind.project, project, "okta.yaml"), (.home, home, "~/.okta/okta.yaml")].map {
      (kind, values, name) in
      SettingsLayer(kind, values: values.mapValues { RawSetting($0, at: "\(name):1:1") })
    }
    return try ConnectionSettings.resolve(flags: flags, environment: env, files: layers) { path in
      guard let text = files[path] else { throw KeyError.notAKey }
      return text
    }
  }

  private static func flag(_ orgURL: String) -> RawSetting { RawSetting(orgURL, at: "--org-url") }

  private func problems(
    _ flags: ConnectionSettings.Flags = .init(), env: [String: String] = [:], project: [String: String] = [:],
    home: [String: String] = [:]
  ) -> [ConnectionProblem] {
    do throws(ConnectionSettingsError) {
      _ = try resolve(flags, env: env, project: project, home: home)
      return []
    } catch {
      return error.problems
    }
  }

  @Test("flags take precedence over the environment, the folder's file and the file in the home folder, in this order")
  func precedence() throws {
    let home = ["orgUrl": "https://home.okta.com", "token": "h", "authorizationMode": "Bearer", "requestTimeout": "5"]
    let project = ["orgUrl": "https://project.okta.com", "token": "p", "connectionTimeout": "3"]
    let env = [
      "OKTA_CLIENT_ORGURL": "https://env.okta.com", "OKTA_CLIENT_TOKEN": "e", "OKTA_CLIENT_REQUEST_TIMEOUT": "7",
    ]
    let fromHome = try resolve(home: home)
    #expect(fromHome.org.text == "https://home.okta.com" && fromHome.timeout == .seconds(5))
    #expect(fromHome.credentials == .fixed(try Credentials(.bearer, token: "h")))
    let fromProject = try resolve(project: project, home: home)
    #expect(fromProject.org.text == "https://project.okta.com" && fromProject.timeout == .seconds(5))
    #expect(fromProject.credentials == .fixed(try Credentials(.bearer, token: "p")))
    #expect(fromProject.network.connectTimeout == .seconds(3))
    let fromEnvironment = try resolve(env: env, project: project, home: home)
    #expect(fromEnvironment.org.text == "https://env.okta.com" && fromEnvironment.timeout == .seconds(7))
    #expect(fromEnvironment.credentials == .fixed(try Credentials(.bearer, token: "e")))
    let flags = ConnectionSettings.Flags(orgURL: Self.flag("https://flag.okta.com"), tokenFile: "/t")
    let fromFlags = try resolve(flags, env: env, home: home)
    #expect(fromFlags.org.text == "https://flag.okta.com" && fromFlags.credentials == .file(path: "/t", .bearer))
  }

  @Test("credentials of the home folder are not sent to an org that only the current folder names")
  func foreignOrg() throws {
    let home = ["orgUrl": "https://home.okta.com", "token": "h"]
    #expect(problems(project: ["orgUrl": org], home: home) == [.foreignOrg])
    #expect(problems(project: ["orgUrl": org], home: ["token": "h"]) == [.foreignOrg])
    let key = ["authorizationMode": "PrivateKey", "clientId": "0oa", "privateKey": Vectors.ecKey]
    #expect(problems(project: ["orgUrl": org], home: key) == [.foreignOrg])
    let variable = ["OKTA_CLIENT_TOKEN": "e"]
    #expect(problems(env: variable, project: ["orgUrl": org], home: home) == [.foreignOrg])
    #expect(
      problems(env: variable, project: ["orgUrl": org], home: ["orgUrl": "https://home.okta.com"]) == [.foreignOrg])
    // The same org, a token next to it, a flag, or an org or a token of the environment is what was meant.
    _ = try resolve(project: ["orgUrl": "https://HOME.okta.com/"], home: home)
    _ = try resolve(project: ["orgUrl": org, "token": "p"], home: home)
    _ = try resolve(env: variable, project: ["orgUrl": org], home: ["token": "h"])
    _ = try resolve(env: variable, project: ["orgUrl": "https://HOME.okta.com/"], home: home)
    _ = try resolve(.init(orgURL: Self.flag(org)), env: variable, project: ["orgUrl": org], home: home)
    _ = try resolve(.init(tokenFile: "/t"), project: ["orgUrl": org], home: home)
    let besides = try resolve(env: variable, project: ["orgUrl": org, "token": "p"], home: home)
    #expect(besides.credentials == .fixed(try Credentials(.ssws, token: "p")))
    _ = try resolve(env: ["OKTA_CLIENT_ORGURL": org], project: ["orgUrl": "https://other.okta.com"], home: home)
  }

  @Test("credentials of the Terraform provider are used with their own mode, and for their own org only")
  func terraform() throws {
    let variables = ["OKTA_ORG_NAME": "acme", "OKTA_ACCESS_TOKEN": "y"]
    let app = ["OKTA_ORG_NAME": "acme", "OKTA_API_CLIENT_ID": "0oa", "OKTA_API_PRIVATE_KEY": Vectors.ecKey]
    let own = ["OKTA_CLIENT_TOKEN": "t"]
    let other = ["OKTA_CLIENT_ORGURL": "https://other.okta.com"]
    for terraform in [variables, app] {
      #expect(try resolve(env: terraform.merging(own) { $1 }).credentials == .fixed(Credentials(.ssws, token: "t")))
      let both = terraform.merging(own) { $1 }.merging(other) { $1 }
      #expect(try resolve(env: both).credentials == .fixed(Credentials(.ssws, token: "t")))
      #expect(problems(env: terraform.merging(other) { $1 }) == [.foreignTerraform])
      #expect(problems(.init(orgURL: Self.flag("https://other.okta.com")), env: terraform) == [.foreignTerraform])
      #expect(
        try resolve(.init(tokenFile: "/t"), env: terraform).credentials == .file(path: "/t", .ssws))
    }
    #expect(
      try resolve(.init(orgURL: Self.flag(org)), env: variables).credentials == .fixed(Credentials(.bearer, token: "y"))
    )
    let home = ["orgUrl": "https://home.okta.com", "token": "h"]
    #expect(
      try resolve(.init(orgURL: Self.flag("https://home.okta.com")), env: variables, home: home).credentials
        == .fixed(Credentials(.ssws, token: "h")))
  }

  @Test("a blank variable counts as unset, and the default authorization mode is SSWS")
  func blanks() throws {
    let env = ["OKTA_CLIENT_ORGURL": " ", "OKTA_CLIENT_TOKEN": "", "OKTA_CLIENT_AUTHORIZATIONMODE": ""]
    let settings = try resolve(env: env, home: ["orgUrl": org, "token": " t\n"])
    #expect(settings.credentials == .fixed(try Credentials(.ssws, token: "t")) && settings.timeout == .seconds(60))
    let command = try resolve(.init(orgURL: Self.flag(org), tokenCommand: "print-token"))
    #expect(command.credentials == .command(TokenCommand(line: "print-token"), .ssws))
    #expect(
      problems(.init(orgURL: Self.flag("")), env: ["OKTA_CLIENT_TOKEN": "t", "OKTA_CLIENT_ORGURL": org]).count == 1)
  }

  @Test("a service app can be set by each of the official spellings")
  func serviceApp() throws {
    let key = try SigningKey(text: Vectors.ecKey)
    let app = ServiceApp(
      clientID: "0oa1", authentication: .key(key, id: "k1"), scopes: ["a", "b"], usesDPoP: true)
    let env = [
      "OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_CLIENTID": "0oa1", "OKTA_CLIENT_PRIVATEKEYID": "k1",
      "OKTA_CLIENT_SCOPES": "a, b", "OKTA_CLIENT_DPOP": "true", "OKTA_CLIENT_PRIVATEKEY": Vectors.ecKey,
    ]
    for mode in ["PrivateKey", "privatekey", "JWK", "JWT", nil] {
      let env = env.merging(mode.map { ["OKTA_CLIENT_AUTHORIZATIONMODE": $0] } ?? [:]) { $1 }
      #expect(try resolve(env: env).credentials == .serviceApp(app))
    }
    let file = [
      "orgUrl": org, "authorizationMode": "PrivateKey", "clientId": "0oa1", "kid": "k1", "scopes": "a b",
      "dpopEnabled": "true", "privateKey": "keys/key.pem",
    ]
    #expect(try resolve(home: file, files: ["keys/key.pem": Vectors.ecKey]).credentials == .serviceApp(app))
    let terraform = [
      "OKTA_ORG_NAME": "acme", "OKTA_BASE_URL": "oktapreview.com", "OKTA_API_CLIENT_ID": "0oa1",
      "OKTA_API_SCOPES": "a,b", "OKTA_API_PRIVATE_KEY_ID": "k1", "OKTA_API_PRIVATE_KEY": Vectors.ecKey,
      "OKTA_CLIENT_DPOP": "1",
    ]
    let settings = try resolve(env: terraform)
    #expect(settings.credentials == .serviceApp(app) && settings.org.text == "https://acme.oktapreview.com")
    #expect(
      try resolve(env: ["OKTA_ORG_NAME": "acme", "OKTA_API_TOKEN": "t"]).credentials
        == .fixed(Credentials(.ssws, token: "t")))
  }

  @Test("a client assertion that was signed elsewhere is used")
  func givenAssertion() throws {
    let env = ["OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_AUTHORIZATIONMODE": "JWT"]
    let claims = Base64URL.encode(Array(#"{"sub":"0oa7"}"#.utf8))
    let settings = try resolve(env: env.merging(["OKTA_CLIENT_CLIENTASSERTION": "e30.\(claims).c2ln"]) { $1 })
    guard case .serviceApp(let app) = settings.credentials else { return #expect(Bool(false)) }
    #expect(app.clientID == "0oa7" && app.scopes == ServiceApp.defaultScopes && !"\(app)".contains("c2ln"))
    #expect(
      problems(env: env.merging(["OKTA_CLIENT_CLIENTASSERTION": "nope"]) { $1 })
        == [.at("OKTA_CLIENT_CLIENTASSERTION", .noAssertion)])
  }

  @Test("all missing settings are reported at once, each with its remedy")
  func missing() {
    #expect(problems() == [.noOrgURL, .noToken])
    let text = ConnectionSettingsError(problems()).text()
    for remedy in ["OKTA_CLIENT_ORGURL", "OKTA_CLIENT_TOKEN"] {
      #expect(text.contains(remedy))
    }
    #expect(
      problems(env: ["OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey"]) == [.noOrgURL, .noClientID, .noPrivateKey])
  }

  @Test("all wrong settings are reported at once, each with its place")
  func refused() {
    let env = [
      "OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey", "OKTA_CLIENT_CLIENTID": "0oa", "OKTA_CLIENT_DPOP": "perhaps",
      "OKTA_CLIENT_PRIVATEKEY": "MIIEsecretKeyWithoutItsFirstLine", "OKTA_CLIENT_REQUESTTIMEOUT": "soon",
      "OKTA_CLIENT_PROXY_HOST": "proxy", "OKTA_CLIENT_PROXY_PORT": "http", "SSL_CERT_FILE": "/none.pem",
    ]
    let found = problems(env: env, home: ["orgUrl": "acme.okta.com", "connectionTimeout": "-1"])
    #expect(
      found == [
        .at("~/.okta/okta.yaml:1:1", .orgURL(.noScheme("acme.okta.com"))), .at("OKTA_CLIENT_PRIVATEKEY", .noSuchKey),
        .at("OKTA_CLIENT_DPOP", .bool("perhaps")),
        .at("OKTA_CLIENT_REQUESTTIMEOUT", .seconds("request time-out", "soon")),
        .at("~/.okta/okta.yaml:1:1", .seconds("connection time-out", "-1")),
        .at("OKTA_CLIENT_PROXY_PORT", .proxyPort("http")), .at("SSL_CERT_FILE", .trustFile("/none.pem")),
      ])
    #expect(!ConnectionSettingsError(found).text().contains("secretKey"))
    let token = ["OKTA_CLIENT_TOKEN": "t"]
    #expect(problems(.init(orgURL: Self.flag(org), tokenFile: "a", tokenCommand: "b")) == [.twoTokenFlags])
    let basic = token.merging(["OKTA_CLIENT_AUTHORIZATIONMODE": "Basic"]) { $1 }
    #expect(
      problems(.init(orgURL: Self.flag(org)), env: basic) == [
        .at("OKTA_CLIENT_AUTHORIZATIONMODE", .unknownMode("Basic"))
      ])
    #expect(
      problems(.init(orgURL: Self.flag(org)), env: ["OKTA_CLIENT_TOKEN": "SSWS t"])
        == [.at("OKTA_CLIENT_TOKEN", .token(.schemeWritten(.ssws)))])
  }

  @Test("SSL_CERT_FILE must be a file of certificates, and SSL_CERT_DIR must hold some")
  func trustFile() throws {
    let env = ["OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_TOKEN": "t", "SSL_CERT_FILE": "ca.pem"]
    let one = OpenSSL.output("req -x509 -key /dev/stdin -subj /CN=one", reading: PEMSamples.sec1)
    let other = OpenSSL.output("req -x509 -key /dev/stdin -subj /CN=two", reading: PEMSamples.sec1)
    let bundle = "# ours\n\(one)\nText\n\(other.replacing("\n", with: " "))\n\(one)\n\(PEMSamples.sec1)"
    #expect(try resolve(env: env, files: ["ca.pem": bundle]).network.trustedCertificates == [one + "\n", other + "\n"])
    for text in [Vectors.ecKey, PEMSamples.sec1, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", ""] {
      let problems = #expect(throws: ConnectionSettingsError.self) { try resolve(env: env, files: ["ca.pem": text]) }
      #expect(problems?.problems == [.at("SSL_CERT_FILE", .trustFile("ca.pem"))])
    }
  }

  @Test("a setting that is accepted and not used is remarked with the reason")
  func unused() throws {
    let env = [
      "OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_TOKEN": "t", "OKTA_CLIENT_RATE_LIMIT_MAX_RETRIES": "4",
      "OKTA_TESTING_DISABLE_HTTPS_CHECK": "true",
    ]
    let remarks = try resolve(env: env, home: ["rateLimit.maxBackoff": "30"]).remarks
    #expect(remarks.count == 3)
    for place in ["OKTA_CLIENT_RATE_LIMIT_MAX_RETRIES", "~/.okta/okta.yaml:1:1", "OKTA_TESTING_DISABLE_HTTPS_CHECK"] {
      #expect(remarks.contains { $0.hasPrefix("\(place): not used: ") })
    }
  }

  @Test("connection settings show no secret, however they are printed")
  func redaction() throws {
    let settings = try resolve(env: [
      "OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_TOKEN": "topsecret", "HTTPS_PROXY": "http://u:proxysecret@p:1",
    ])
    let app = try resolve(env: [
      "OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_CLIENTID": "0oa", "OKTA_CLIENT_PRIVATEKEY": Vectors.ecKey,
    ])
    var dumped = ""
    dump(settings, to: &dumped)
    dump(app, to: &dumped)
    for text in ["\(settings)\(app)", String(reflecting: settings) + String(reflecting: app), dumped] {
      for secret in ["topsecret", "proxysecret", "jpsQnnGQ"] { #expect(!text.contains(secret)) }
      #expect(text.contains("SSWS …"))
    }
    for token in ["top secret", "topsécret", "topsecret\r\nX: y"] {
      let problem = #expect(throws: TokenError.unsendable) { try Credentials(.ssws, token: token) }
      #expect(problem.map { "\($0)\($0.text)" }?.contains("top") == false)
    }
  }
}
