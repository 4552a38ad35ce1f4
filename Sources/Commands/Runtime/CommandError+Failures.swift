import Applying
import Foundation
import Journaling
import LocalServer
import Manifests
import OktaClient
import Reporting
import Model
import Throttling

extension CommandError {
  /// The one place where the failures of all floors become a status and a message.
  package init(_ error: any Error) {
    switch error {
    case let error as CommandError: self = error
    case let error as ServiceFailure: self.init(error)
    case let error as ReadFailure: self.init(error)
    case let error as DirectoryAccessError: self.init(error)
    case let error as ConnectionSettingsError: self.init(.usage, error.textWithFlags)
    case let error as ManifestSourceError: self.init(error)
    case let error as PlanFileError: self.init(error)
    case let error as JournalError: self.init(error)
    case let error as LocalServerError: self.init(error)
    case is CancellationError: self.init(.stoppedEarly, "interrupted")
    default: self.init(.failure, "unexpected failure: \(SystemReason.text(error))")
    }
  }

  private init(_ failure: ServiceFailure) {
    switch failure {
    case .unauthenticated: self.init(.unauthorized, failure.text, hint: "check the token and the org URL")
    case .forbidden where failure.text.contains("insufficient_scope"): self.init(.unauthorized, failure.text)
    case .forbidden:
      self.init(
        .unauthorized, failure.text, hint: "the token's user or app needs the access requests administrator role")
    case .noCredentials: self.init(.unauthorized, failure.text)
    case .throttled, .concurrencyLimited:
      self.init(.failure, failure.text, hint: "wait a minute, then run the same command again")
    case .rejected(let error): self.init(.failure, rejected: error)
    case .unreachable, .tooLate, .lost: self.init(.failure, failure.text)
    case .intercepted:
      self.init(
        .failure, failure.text, hint: "check the org URL and what stands between (proxy, gateway, VPN, login page)")
    }
  }

  /// A call that the org refused.
  init(_ status: ExitStatus, rejected error: ServiceError) {
    let hint = error.missing.map { _ in "check the id, and the org URL (--org-url, OKTA_CLIENT_ORGURL)" }
    self.init(status, error.text, hint: hint)
  }

  private init(_ failure: ReadFailure) {
    switch failure {
    case .service(let failure): self.init(failure)
    case .stopped: self.init(.stoppedEarly, "interrupted before it finished", hint: "run the same command again")
    }
  }

  private init(_ refusal: DirectoryAccessError) {
    let what = refusal.scope == .usersRead ? "logins and e-mail addresses" : "groups"
    self.init(
      .unauthorized, refusal.text,
      hint: "to look up \(what), the token needs the scope \(refusal.scope.rawValue), or a user who may see them")
  }

  private init(_ error: ManifestSourceError) {
    switch error {
    case .missing: self.init(.usage, error.text, hint: "check the path; relative paths start at the current directory")
    case .emptyFolder: self.init(.usage, error.text, hint: "name the manifests, or the folder that they are in")
    case .nothingNamed, .repeatedStandardInput: self.init(.usage, error.text)
    case .unknownColumn: self.init(.usage, error.text, hint: "use a name from the header of a table")
    case .unknownTable: self.init(.usage, error.text, hint: "use the name that tables gives it in the manifest")
    case .unreadable: self.init(.failure, error.text)
    }
  }

  private init(_ error: PlanFileError) {
    let status: ExitStatus =
      switch error {
      case .digestMismatch: .refused
      case .invalid: .invalidManifest
      case .unreadable, .wrongVersion: .usage
      }
    self.init(status, error.text, hint: "make it again with writ plan --out FILE")
  }

  private init(_ error: JournalError) {
    switch error {
    case .lockedBy: self.init(.stateHeld, error.text, hint: "\(error.hint); --lock-timeout 10m waits by itself")
    case .database(.anotherServer, _):
      self.init(
        .refused, error.text, hint: "\(error.hint), or run writ state adopt once no run uses the other one")
    case .isFolder: self.init(.usage, error.text, hint: error.hint)
    default: self.init(.failure, error.text, hint: error.hint)
    }
  }

  private init(_ error: LocalServerError) {
    let status: ExitStatus =
      switch error {
      case .badToken, .seedNotReadable: .usage
      case .badSeed: .invalidManifest
      default: .failure
      }
    self.init(status, error.text, hint: error.hint)
  }
}

extension LocalServerError {
  fileprivate var hint: String? {
    switch self {
    case .portInUse: "stop the process that uses it, or choose another port with --port (0 selects a free one)"
    case .dataNotOurs, .dataCorrupt, .dataIsState: "choose another file with --data"
    case .dataTooNew: "use that version, or choose another file with --data"
    case .dataInUse: "stop that process, or choose another file with --data"
    default: nil
    }
  }
}

extension ConnectionSettingsError {
  /// A line for each problem, with the flags that help.
  var textWithFlags: String { text(adding: \.flags) }
}

extension ConnectionProblem {
  /// The flags that help as well, as the end of the problem's text.
  fileprivate var flags: String {
    switch self {
    case .noOrgURL, .foreignOrg: ", or pass --org-url"
    case .noToken, .foreignTerraform: ", or pass --token-file or --token-command"
    case .twoTokenFlags: ": --token-file and --token-command are mutually exclusive"
    default: ""
    }
  }
}
