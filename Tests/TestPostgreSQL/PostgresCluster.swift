import Foundation
package import Journaling

/// A PostgreSQL server of this process alone: in a scratch folder, reached by a socket in it. It ends with the process,
/// whichever way that ends.
package final class PostgresCluster: Sendable {
  /// What went wrong, with the server's log.
  package struct ClusterError: Error, CustomStringConvertible {
    package let description: String
  }

  /// The server for tests that leave it running and as it is. Each test makes a schema of its own in it.
  package static let shared = Task.detached { try PostgresCluster() }

  /// The folder of its pooler's socket.
  package static let sharedPooler = Task.detached { try await shared.value.startPooler() }

  /// The folder of the socket.
  package var folder: String { scratch.path }
  private let scratch: ScratchFolder
  private let process = Process()
  private let commands: FileHandle
  private let replies: FileHandle

  /// Makes and starts a server with these settings (`name=value`): in a network of a test, or else in this process's, and
  /// empty, or else as a standby with what `primary` has, which its `primary_conninfo` leads to.
  package init(
    settings: [String] = [], in network: NetworkNamespace? = nil, standbyOf primary: PostgresCluster? = nil
  ) throws {
    scratch = try ScratchFolder()
    let (input, output) = (Pipe(), Pipe())
    (commands, replies) = (input.fileHandleForWriting, output.fileHandleForReading)
    // Another child of this process must not keep the pipe open: its end is what stops the server.
    for handle in [commands, replies] { _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC) }
    let shell = (network?.launcher ?? []) + ["/bin/sh", "-c", Self.script, "cluster"]
    process.executableURL = URL(filePath: shell[0])
    process.arguments =
      shell.dropFirst() + [scratch.path, try Self.binaries(), primary?.folder ?? ""] + settings
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try? input.fileHandleForReading.close()
    try? output.fileHandleForWriting.close()
    try wait(for: "made")
    try start()
  }

  deinit {
    try? commands.close()
    process.waitUntilExit()
  }

  /// Starts the server again after `stop`.
  package func start() throws { try say("start") }

  /// Stops the server at once, as a crash does: it recovers when it starts again.
  package func stop() throws { try say("stop") }

  /// Changes a setting (`name=value`) that needs no restart. Sessions know of it a moment later.
  package func set(_ setting: String) throws { try say("set \(setting)") }

  /// Starts a pooler (pgbouncer) that gives each transaction to whichever of two sessions is free. Returns the folder of its
  /// socket. It ends with the cluster.
  package func startPooler() throws -> String {
    try say("pooler")
    return folder + "/pooler"
  }

  /// Makes it a standby, which follows nothing, from its next start on.
  package func makeStandby() throws { try say("standby") }

  /// Lets a standby become a server that is written to, whose history is another one from then on.
  package func promote() throws { try say("promote") }

  /// The URL of a schema in it, for a user: the superuser `postgres`, or one that a test made. The user
  /// `signed` needs a password. `folder` has another socket that leads here.
  package func url(
    schema: String = "writ", user: String = "postgres", folder: String? = nil, _ more: String = ""
  ) throws -> PostgresURL {
    try PostgresURL("postgres://\(user)@/postgres?host=\(folder ?? self.folder)&schema=\(schema)\(more)")
  }

  /// A connection to a schema that is new and empty.
  package func database(
    schema: String = newSchema(), user: String = "postgres", folder: String? = nil, _ more: String = ""
  ) async throws -> PostgresDatabase {
    let url = try url(schema: schema, user: user, folder: folder, more)
    let database = PostgresDatabase(url, environment: [:])
    _ = try await database.connect()
    _ = try await database.run([.change("CREATE SCHEMA \(schema)")])
    return database
  }

  /// A name that no other test has.
  package static func newSchema() -> String {
    "t" + UUID().uuidString.lowercased().replacing("-", with: "")
  }

  private func say(_ command: String) throws {
    try commands.write(contentsOf: Data((command + "\n").utf8))
    try wait(for: command)
  }

  /// Waits for a line of the script, for two minutes at most: a machine may have other work.
  private func wait(for reply: String) throws {
    var line: [UInt8] = []
    while line.last != UInt8(ascii: "\n") {
      var descriptor = pollfd(fd: replies.fileDescriptor, events: Int16(POLLIN), revents: 0)
      var byte: UInt8 = 0
      guard poll(&descriptor, 1, 120_000) == 1, read(replies.fileDescriptor, &byte, 1) == 1 else { break }
      line.append(byte)
    }
    guard String(decoding: line, as: UTF8.self) == reply + "\n" else {
      let logs = ["control", "log"].map { (try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) ?? "" }
      throw ClusterError(description: "the cluster did not say \(reply):\n\(logs.joined().suffix(4000))")
    }
  }

  /// The folder of `initdb` and `postgres`, as `scripts/deps.sh` looks for it.
  private static func binaries() throws -> String {
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let debian = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
    let folders = paths + versions.sorted { Int($0) ?? 0 > Int($1) ?? 0 }.map { "\(debian)/\($0)/bin" }
    let isComplete = { (folder: String) in
      ["initdb", "pg_basebackup", "pg_ctl"].allSatisfy { access("\(folder)/\($0)", X_OK) == 0 }
    }
    guard let folder = folders.first(where: isComplete) else {
      throw ClusterError(description: "there is no initdb: run make testdeps")
    }
    return folder
  }

  /// Runs the server until the end of its input: nothing is left of it then. Root becomes the user `postgres`, as no server
  /// runs as root.
  private static let script = #"""
    trap '' INT HUP TERM PIPE
    folder=$1 bin=$2 primary=$3
    shift 3
    as=
    if [ "$(id -u)" = 0 ]; then
      chown postgres "$folder"
      as='setpriv --reuid=postgres --regid=postgres --clear-groups --'
    fi
    chmod 755 "$folder"
    cd "$folder"
    control() { $as "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/log" "$@"; } >>"$folder/control" 2>&1 </dev/null
    if [ -n "$primary" ]; then
      $as "$bin/pg_basebackup" -D "$folder/data" -h "$primary" -U postgres -c fast --no-sync >"$folder/control" 2>&1
      touch "$folder/data/standby.signal"
    else
      $as "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$folder/control" 2>&1
    fi
    printf '%s\n' 'local all signed scram-sha-256' 'local all,replication all trust' \
      'hostssl all all 127.0.0.1/32 trust' 'host all,replication all 10.0.0.0/8 trust' >"$folder/data/pg_hba.conf"
    printf '%s\n' "listen_addresses=''" "unix_socket_directories='$folder'" shared_buffers=16MB max_connections=60 "$@" \
      >>"$folder/data/postgresql.conf"
    pooler() {
      $as mkdir "$folder/pooler" "$folder/pooler/log" &&
        printf '%s\n' '[databases]' "postgres = host=$folder user=postgres" '[pgbouncer]' listen_port=5432 \
          "unix_socket_dir=$folder/pooler" auth_type=any pool_mode=transaction default_pool_size=2 \
          "logfile=$folder/pooler/log/log" "pidfile=$folder/pooler/pid" >"$folder/pooler.ini" &&
        $as "$(PATH=$PATH:/usr/sbin command -v pgbouncer)" -d "$folder/pooler.ini" >>"$folder/control" 2>&1 </dev/null
      tries=0
      until [ -S "$folder/pooler/.s.PGSQL.5432" ] || [ $tries -gt 200 ]; do
        tries=$((tries + 1))
        sleep 0.05
      done
      [ $tries -le 200 ]
    }
    echo made
    while read -r command; do
      case $command in
        start) control start ;;
        stop) control -m immediate stop ;;
        standby) touch "$folder/data/standby.signal" ;;
        promote) control promote ;;
        "set "*) echo "${command#set }" >>"$folder/data/postgresql.conf" && control reload ;;
        pooler) pooler ;;
      esac && echo "$command"
    done
    if [ -f "$folder/pooler/pid" ]; then kill "$(cat "$folder/pooler/pid")"; fi
    control -m immediate stop
    rm -rf "$folder"
    """#
}
