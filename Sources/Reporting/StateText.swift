package import Journaling
import Model

/// What `state check` shows.
package enum StateText {
  /// For people, a line for each thing.
  package static func text(_ report: StateReport) -> String {
    var lines = ["state       \(report.location.terminalSafe)"]
    if let server = report.server {
      let timeline = server.identity.timeline.map { ", timeline \($0)" } ?? ""
      lines.append("server      PostgreSQL \(server.version.terminalSafe)\(timeline)")
      lines.append("tables      version \(server.schemaVersion)")
      let standbys = server.synchronousStandbys
      lines.append(
        "standbys    "
          + (standbys.isEmpty
            ? "no commit waits for one: a failover to one may lose the last commits"
            : "each commit waits for: \(standbys.terminalSafe)"))
    } else {
      lines.append("file        no damage was found")
    }
    lines.append("runs        \(CountText.number(report.runs)), of which \(CountText.number(report.running)) running")
    lines.append(
      "entries     \(CountText.number(report.entries)), of which \(CountText.number(report.ambiguous)) of unknown outcome"
    )
    return lines.map { $0 + "\n" }.joined()
  }

  /// For programs.
  package static func json(_ report: StateReport) -> OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "state": .string(report.location),
      "server": report.server.map(json),
      "runs": .integer(report.runs),
      "running": .integer(report.running),
      "entries": .integer(report.entries),
      "ambiguous": .integer(report.ambiguous),
    ])
  }

  private static func json(_ server: StateReport.Server) -> OrderedJSON {
    .object([
      "version": .string(server.version),
      "systemIdentifier": server.identity.systemIdentifier.map { .string(String($0)) },
      "timeline": server.identity.timeline.map { .integer($0) },
      "synchronousStandbys": .string(server.synchronousStandbys),
      "schemaVersion": .integer(Int(server.schemaVersion)),
      "mayWrite": .bool(server.mayWrite),
    ])
  }
}
