package import ArgumentParser
import Journaling
import Reporting

/// `writ report`: the report of a past run.
package struct ReportCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write reports of a past run, from the journal.",
    discussion: """
      A run that was killed wrote no report. This makes one of what the journal holds: each request and message that the run \
      meant to make, and what is known of it now. What the journal does not record is named in the report. Nothing leaves the \
      machine.

      Example: writ report --report hires.html
      """)

  @Option(name: .long, help: ArgumentHelp("The run. (default: the newest)", valueName: "run"))
  var run: String?

  @OptionGroup(title: "Reports") var report: ReportOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--report`.
  package var reports: ReportOptions? { report }

  package init() {}

  package func validate() throws {
    guard !report.report.isEmpty else { throw ValidationError("report takes --report FILE, at least one") }
  }

  /// Has the reports written, and prints their counts. Throws where the state or the run does not exist.
  package func run(in environment: Environment, console: Console) async throws {
    let records = try await JournalCommand.records(global, in: environment, console)
    let found = try JournalCommand.find(run, in: try await JournalCommand.runs(of: records))
    let entries = try await records.entries(of: found.id)
    let journal = JournalReport(
      logins: try await records.logins(orgURL: found.orgURL),
      requestTypes: try await records.requestTypes(orgURL: found.orgURL))
    environment.reports?.log.replay { report in
      journal.fill(&report, with: found, entries: entries)
      console.result("\(report.summary ?? "")\n")
    }
  }
}
