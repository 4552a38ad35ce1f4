import OktaAPI
import Testing

@Suite("Connection settings")
struct ConnectionSettingsTests {
  private let org = "https://acme.okta.com"

  private func resolve(
    _ flags: ConnectionSettings.Flags = .init(), env: [String: String] = [:], file: [String: String] = [:]
  ) throws(ConnectionProblems) -> ConnectionSettings {
    try ConnectionSettings.resolve(flags: flags, environment: env, fileValues: file)
  }

  private func problems(
    _ flags: ConnectionSettings.Flags = .init(), env: [String: String] = [:], file: [String: String] = [:]
  ) -> [ConnectionProblem] {
    do throws(ConnectionProblems) {
      _ = try resolve(flags, env: env, file: file)
      return []
    } catch {
      return error.list
    }
  }

  @Test("come from flags before the environment before the file")
  func precedence() throws {
    let file = ["orgUrl": "https://file.okta.com", "token": "f", "authorizationMode": "Bearer", "requestTimeout": "5"]
    let env = [
      "OKTA_CLIENT_ORGURL": "https://env.okta.com", "OKTA_CLIENT_TOKEN": "e", "OKTA_CLIENT_REQUEST_TIMEOUT": "7",
    ]
    let fromFile = try resolve(file: file)
    #expect(fromFile.org.text == "https://file.okta.com" && fromFile.timeLimit == .seconds(5))
    #expect(fromFile.credentials == .fixed(try Credentials(.bearer, token: "f")))
    let fromEnvironment = try resolve(env: env, file: file)
    #expect(fromEnvironment.org.text == "https://env.okta.com" && fromEnvironment.timeLimit == .seconds(7))
    #expect(fromEnvironment.credentials == .fixed(try Credentials(.bearer, token: "e")))
    let flags = ConnectionSettings.Flags(orgURL: "https://flag.okta.com", tokenFile: "/t")
    let fromFlags = try resolve(flags, env: env, file: file)
    #expect(fromFlags.org.text == "https://flag.okta.com" && fromFlags.credentials == .file(path: "/t", .bearer))
  }

  @Test("take a blank variable for none, and SSWS for the mode where none is named")
  func blanks() throws {
    let env = ["OKTA_CLIENT_ORGURL": " ", "OKTA_CLIENT_TOKEN": "", "OKTA_CLIENT_AUTHORIZATIONMODE": ""]
    let settings = try resolve(env: env, file: ["orgUrl": org, "token": " t\n"])
    #expect(settings.credentials == .fixed(try Credentials(.ssws, token: "t")) && settings.timeLimit == .seconds(60))
    let command = try resolve(.init(orgURL: org, tokenCommand: "print-token"))
    #expect(command.credentials == .command(TokenCommand(line: "print-token"), .ssws))
  }

  @Test("tell everything that is missing at once, each with its remedy")
  func missing() {
    #expect(problems() == [.noOrgURL, .noToken])
    let text = ConnectionProblems(list: problems()).text
    for remedy in ["--org-url", "OKTA_CLIENT_ORGURL", "--token-file", "--token-command", "OKTA_CLIENT_TOKEN"] {
      #expect(text.contains(remedy))
    }
  }

  @Test("are refused where they cannot be meant")
  func refused() {
    let env = ["OKTA_CLIENT_TOKEN": "t"]
    #expect(problems(.init(orgURL: org, tokenFile: "a", tokenCommand: "b")) == [.twoTokenFlags])
    #expect(problems(.init(orgURL: "acme.okta.com"), env: env) == [.orgURL(.noScheme("acme.okta.com"))])
    for mode in ["PrivateKey", "JWT"] {
      let env = ["OKTA_CLIENT_AUTHORIZATIONMODE": mode]
      #expect(problems(.init(orgURL: org), env: env) == [.modeNotSupported(mode)])
    }
    let basic = ["OKTA_CLIENT_AUTHORIZATIONMODE": "Basic", "OKTA_CLIENT_TOKEN": "t"]
    #expect(problems(.init(orgURL: org), env: basic) == [.unknownMode("Basic")])
    #expect(problems(.init(orgURL: org), env: ["OKTA_CLIENT_TOKEN": "SSWS t"]) == [.token(.schemeWritten(.ssws))])
    let slow = ["OKTA_CLIENT_TOKEN": "t", "OKTA_CLIENT_REQUESTTIMEOUT": "soon"]
    #expect(problems(.init(orgURL: org), env: slow) == [.timeLimit("soon")])
  }

  @Test("never show a token, however they are printed")
  func redaction() throws {
    let settings = try resolve(env: ["OKTA_CLIENT_ORGURL": org, "OKTA_CLIENT_TOKEN": "topsecret"])
    var dumped = ""
    dump(settings, to: &dumped)
    for text in ["\(settings)", String(reflecting: settings), dumped] {
      #expect(!text.contains("topsecret") && text.contains("SSWS …"))
    }
    for token in ["top secret", "topsécret", "topsecret\r\nX: y"] {
      let problem = #expect(throws: TokenProblem.unsendable) { try Credentials(.ssws, token: token) }
      #expect(problem.map { "\($0)\($0.text)" }?.contains("top") == false)
    }
  }
}
