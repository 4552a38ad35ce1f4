package import ArgumentParser

/// The root command: it only lists the others.
package struct Writ: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "writ",
    abstract: "Turn YAML manifests of Okta access requests into real requests, each exactly once.",
    discussion: """
      A manifest declares which access requests should exist. Check it, see what would be done, then do it:

        writ validate requests/
        writ plan requests/
        writ apply requests/

      The org and the token come from flags, or from the settings of Okta's official tools: variables such as \
      OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, and ~/.okta/okta.yaml. Run `writ auth check` to verify them.
      To try everything without an org, run a local one with writ serve.
      """,
    version: "writ \(WritVersion.text)",
    subcommands: [
      ValidateCommand.self, PlanCommand.self, ApplyCommand.self, CancelCommand.self, StatusCommand.self,
      WaitCommand.self, ExportCommand.self, RequestTypesCommand.self, RequestsCommand.self, JournalCommand.self,
      ReportCommand.self,
      StateCommand.self, AuthCommand.self,
      ServeCommand.self, SchemaCommand.self,
    ])

  package init() {}
}
