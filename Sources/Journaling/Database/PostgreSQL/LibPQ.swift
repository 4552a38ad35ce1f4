import Foundation

/// The functions of libpq, PostgreSQL's client library, that a state needs.
///
/// The library is opened when the first state in PostgreSQL is, and never linked: who keeps states in files needs none. Its
/// functions have the names, arguments and results of https://www.postgresql.org/docs/current/libpq.html.
struct LibPQ: Sendable {
  typealias Handle = OpaquePointer
  typealias Text = UnsafePointer<CChar>
  typealias Texts = UnsafePointer<Text?>
  typealias NoticeReceiver = @convention(c) (UnsafeMutableRawPointer?, Handle?) -> Void

  let version: Int32

  // Connections.
  let connectStartParams: @convention(c) @Sendable (Texts?, Texts?, Int32) -> Handle?
  let reset: @convention(c) @Sendable (Handle?) -> Void
  let conninfo: @convention(c) @Sendable (Handle?) -> UnsafeMutableRawPointer?
  let conninfoFree: @convention(c) @Sendable (UnsafeMutableRawPointer?) -> Void
  let status: @convention(c) @Sendable (Handle?) -> Int32
  let errorMessage: @convention(c) @Sendable (Handle?) -> Text?
  let connectionNeedsPassword: @convention(c) @Sendable (Handle?) -> Int32
  let connectionUsedPassword: @convention(c) @Sendable (Handle?) -> Int32
  let socket: @convention(c) @Sendable (Handle?) -> Int32
  let setNoticeReceiver:
    @convention(c) @Sendable (Handle?, NoticeReceiver?, UnsafeMutableRawPointer?) -> NoticeReceiver?
  let finish: @convention(c) @Sendable (Handle?) -> Void

  // Pipelines.
  let setnonblocking: @convention(c) @Sendable (Handle?, Int32) -> Int32
  let enterPipelineMode: @convention(c) @Sendable (Handle?) -> Int32
  let pipelineSync: @convention(c) @Sendable (Handle?) -> Int32
  let sendPrepare: @convention(c) @Sendable (Handle?, Text?, Text?, Int32, UnsafePointer<UInt32>?) -> Int32
  let sendQueryPrepared:
    @convention(c) @Sendable (
      Handle?, Text?, Int32, Texts?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32
    ) -> Int32
  let flush: @convention(c) @Sendable (Handle?) -> Int32
  let consumeInput: @convention(c) @Sendable (Handle?) -> Int32
  let isBusy: @convention(c) @Sendable (Handle?) -> Int32

  // Results.
  let getResult: @convention(c) @Sendable (Handle?) -> Handle?
  let resultStatus: @convention(c) @Sendable (Handle?) -> Int32
  let resultErrorField: @convention(c) @Sendable (Handle?, Int32) -> Text?
  let cmdStatus: @convention(c) @Sendable (Handle?) -> Text?
  let ntuples: @convention(c) @Sendable (Handle?) -> Int32
  let nfields: @convention(c) @Sendable (Handle?) -> Int32
  let ftype: @convention(c) @Sendable (Handle?, Int32) -> UInt32
  let getisnull: @convention(c) @Sendable (Handle?, Int32, Int32) -> Int32
  let getvalue: @convention(c) @Sendable (Handle?, Int32, Int32) -> Text?
  let getlength: @convention(c) @Sendable (Handle?, Int32, Int32) -> Int32
  let clear: @convention(c) @Sendable (Handle?) -> Void
}

extension LibPQ {
  /// `PQconninfoOption`.
  struct ConnectionOption {
    let keyword: Text?
    let environmentVariable: Text?
    let compiledDefault: Text?
    let value: Text?
    let label: Text?
    let displayCharacter: Text?
    let displaySize: Int32
  }

  /// Why there is no libpq to use.
  struct LoadingError: Error, Hashable {
    let reason: String
  }

  /// Pipelines came with this version.
  private static let minimumVersion: Int32 = 14_00_00

  /// Where the library is found: by the system's own search, and where Homebrew installs it.
  static let names = [
    "libpq.so.5", "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib",
    "/usr/local/opt/libpq/lib/libpq.5.dylib",
  ]

  /// The library of this process, opened when it is first asked for.
  static let shared = Result { () throws(LoadingError) in try LibPQ(names: names) }

  /// Opens the first library of these names that there is.
  init(names: [String]) throws(LoadingError) {
    guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
      throw LoadingError(reason: "found none")
    }
    try self.init(library: library, version: try Self.version(of: library))
  }

  private static func version(of library: UnsafeMutableRawPointer) throws(LoadingError) -> Int32 {
    typealias Version = @convention(c) () -> Int32
    let libVersion: Version = try symbol("PQlibVersion", library)
    let version = libVersion()
    try check(version: version)
    return version
  }

  /// Throws where a version, such as 150018 for 15.18, has no pipelines.
  static func check(version: Int32) throws(LoadingError) {
    guard version >= minimumVersion else { throw LoadingError(reason: "found version \(version / 1_00_00)") }
  }

  private static func symbol<Function>(
    _ name: String, _ library: UnsafeMutableRawPointer
  ) throws(LoadingError) -> Function {
    guard let symbol = dlsym(library, name) else { throw LoadingError(reason: "found one without \(name)") }
    return unsafeBitCast(symbol, to: Function.self)
  }

  private init(library: UnsafeMutableRawPointer, version: Int32) throws(LoadingError) {
    func symbol<Function>(_ name: String) throws(LoadingError) -> Function { try Self.symbol(name, library) }
    self.version = version
    connectStartParams = try symbol("PQconnectStartParams")
    reset = try symbol("PQreset")
    conninfo = try symbol("PQconninfo")
    conninfoFree = try symbol("PQconninfoFree")
    status = try symbol("PQstatus")
    errorMessage = try symbol("PQerrorMessage")
    connectionNeedsPassword = try symbol("PQconnectionNeedsPassword")
    connectionUsedPassword = try symbol("PQconnectionUsedPassword")
    socket = try symbol("PQsocket")
    setNoticeReceiver = try symbol("PQsetNoticeReceiver")
    finish = try symbol("PQfinish")
    setnonblocking = try symbol("PQsetnonblocking")
    enterPipelineMode = try symbol("PQenterPipelineMode")
    pipelineSync = try symbol("PQpipelineSync")
    sendPrepare = try symbol("PQsendPrepare")
    sendQueryPrepared = try symbol("PQsendQueryPrepared")
    flush = try symbol("PQflush")
    consumeInput = try symbol("PQconsumeInput")
    isBusy = try symbol("PQisBusy")
    getResult = try symbol("PQgetResult")
    resultStatus = try symbol("PQresultStatus")
    resultErrorField = try symbol("PQresultErrorField")
    cmdStatus = try symbol("PQcmdStatus")
    ntuples = try symbol("PQntuples")
    nfields = try symbol("PQnfields")
    ftype = try symbol("PQftype")
    getisnull = try symbol("PQgetisnull")
    getvalue = try symbol("PQgetvalue")
    getlength = try symbol("PQgetlength")
    clear = try symbol("PQclear")
  }
}
