import Foundation
import OktaClient
import OktaWire
import Model
import Testing

@Suite("A proxy")
struct ProxyTests {
  private func proxy(_ env: [String: String], org: String = "https://acme.okta.com") throws -> Proxy? {
    let environment = ["OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_TOKEN": "t"].merging(env) { $1 }
    return try ConnectionSettings.resolve(flags: .init(), environment: environment, files: []).network.proxy
  }

  @Test("a proxy is set by the official tools' settings, or else by the variables that curl reads, lower case first")
  func sources() throws {
    let login = Proxy.Login(user: "u@x", password: "p:w")
    #expect(
      try proxy(["HTTPS_PROXY": "http://u%40x:p%3Aw@Proxy.Example:3128/"])
        == Proxy(host: "proxy.example", port: 3128, login: login))
    #expect(try proxy(["HTTPS_PROXY": "a:1", "https_proxy": "b:2"]) == Proxy(host: "b", port: 2))
    #expect(try proxy(["ALL_PROXY": "socks5://s"]) == Proxy(kind: .socks, host: "s", port: 1080))
    #expect(try proxy(["HTTP_PROXY": "a:1"]) == nil)
    #expect(
      try proxy(["HTTPS_PROXY": "http://u:p@w:x@a:1/"])
        == Proxy(host: "a", port: 1, login: .init(user: "u", password: "p@w:x")))
    let own = [
      "OKTA_CLIENT_PROXY_HOST": "own", "OKTA_CLIENT_PROXY_PORT": "8080", "OKTA_CLIENT_PROXY_USERNAME": "u@x",
      "OKTA_CLIENT_PROXY_PASSWORD": "p:w", "HTTPS_PROXY": "a:1",
    ]
    #expect(try proxy(own) == Proxy(host: "own", port: 8080, login: login))
  }

  @Test("a proxy that only the current folder names gets no user name and no password from elsewhere")
  func foldersProxy() throws {
    func proxy(_ project: [String: String], _ env: [String: String] = [:]) throws -> Proxy? {
      let connection = ["OKTA_CLIENT_ORGURL": "https://acme.okta.com", "OKTA_CLIENT_TOKEN": "t"]
      let home = [
        "proxy.host": "home", "proxy.port": "1", "proxy.username": "u", "proxy.password": "topsecret",
      ]
      let layers = [(SettingsLayer.Kind.project, project), (.home, home)].map { kind, values in
        SettingsLayer(kind, values: values.mapValues { RawSetting($0, at: "okta.yaml") })
      }
      return try ConnectionSettings.resolve(
        flags: .init(), environment: connection.merging(env) { $1 }, files: layers
      ).network.proxy
    }
    let folder = ["proxy.host": "folder", "proxy.port": "2"]
    let variables = ["OKTA_CLIENT_PROXY_USERNAME": "e", "OKTA_CLIENT_PROXY_PASSWORD": "s"]
    #expect(try proxy(folder) == Proxy(host: "folder", port: 2))
    #expect(try proxy(folder, variables) == Proxy(host: "folder", port: 2))
    let nextToHost = folder.merging(["proxy.username": "f"]) { $1 }
    #expect(try proxy(nextToHost) == Proxy(host: "folder", port: 2, login: .init(user: "f", password: "")))
    #expect(try proxy([:]) == Proxy(host: "home", port: 1, login: .init(user: "u", password: "topsecret")))
    #expect(try proxy([:], variables) == Proxy(host: "home", port: 1, login: .init(user: "e", password: "s")))
  }

  @Test(
    "a proxy is not used for the hosts of NO_PROXY, nor for this machine",
    arguments: [
      ("acme.okta.com", "https://acme.okta.com"), ("okta.com", "https://acme.okta.com"),
      (".okta.com", "https://acme.okta.com"), ("x, OKTA.com", "https://acme.okta.com"), ("*", "https://acme.okta.com"),
      ("", "http://127.0.0.1:8080"), ("", "http://localhost"), ("", "https://[::1]"),
    ])
  func exceptions(noProxy: String, org: String) throws {
    #expect(try proxy(["HTTPS_PROXY": "a:1", "NO_PROXY": noProxy], org: org) == nil)
  }

  @Test(
    "a proxy is used where NO_PROXY names another host",
    arguments: ["kta.com", "acme", "www.acme.okta.com", "", "foo,*"])
  func noException(noProxy: String) throws {
    #expect(try proxy(["HTTPS_PROXY": "a:1", "NO_PROXY": noProxy]) == Proxy(host: "a", port: 1))
  }

  @Test(
    "a proxy gets its own user name and password once and never the token, and its refusal leaves the call unsent",
    arguments: [
      (407, FailureKind.noCredentials, "the proxy 127.0.0.1:PORT refuses the user name and password"),
      (502, .unreachable, "through the proxy 127.0.0.1:PORT: the proxy refuses to connect"),
    ])
  func refusal(status: Int, kind: FailureKind, text: String) async throws {
    let server = try await CannedServer { _ in CannedServer.reply(status, [], "") }
    let login = Proxy.Login(user: "u", password: "proxysecret")
    let network = NetworkSettings(proxy: Proxy(host: "127.0.0.1", port: server.port, login: login))
    let client = OrgClient(
      org: try OrgURL("https://acme.okta.test"), credentials: .fixed(try Credentials(.ssws, token: "topsecret")),
      options: OrgClient.Options(connections: 1, network: network, version: "0"))
    let failure = await #expect(throws: ServiceFailure.self) { try await client.currentUser() }
    await client.close()
    #expect(FailureKind(failure) == kind && server.calls.count == 1)
    #expect(failure?.text.contains(text.replacing("PORT", with: "\(server.port)")) == true, "\(failure?.text ?? "")")
    #expect(failure?.text.contains("secret") == false)
    let call = try #require(server.calls.first).lowercased()
    #expect(call.hasPrefix("connect acme.okta.test:443 ") && !call.contains("topsecret"))
    #expect(call.contains("proxy-authorization: basic dTpwcm94eXNlY3JldA==".lowercased()))
    try await server.stop()
  }

  @Test(
    "a malformed proxy URL is refused without showing its password",
    arguments: [
      ("https://u:topsecret@p:1", ProxyError.scheme("https")), ("http://u:topsecret@", .malformed),
      ("socks5://u:topsecret@p:1", .socksLogin), ("http://u:topsecret@p:99999", .malformed),
      ("topsecret://x", .scheme("topsecret")), ("http://u:12#topsecret@p:1", .loginNotEncoded),
      ("http://u:12/topsecret@p:1", .loginNotEncoded), ("u:12?topsecret@p:1", .loginNotEncoded),
    ])
  func refused(text: String, problem: ProxyError) {
    let found = #expect(throws: ConnectionSettingsError.self) { try proxy(["HTTPS_PROXY": text]) }
    #expect(found?.problems == [.at("HTTPS_PROXY", .proxy(problem))])
    if !text.hasPrefix("topsecret") { #expect(found?.text().contains("topsecret") == false) }
  }
}
