package import Manifests
package import Model

/// All findings of a reading with their source lines, and the counts.
package struct FindingsText {
  private let text: DiagnosticText

  /// `width` is that of the terminal, in cells; `nil` where source lines need not fit.
  package init(styling: Styling, width: Int?) { text = DiagnosticText(styling: styling, width: width) }

  /// All findings of a set.
  package func text(_ reading: ManifestSet) -> String {
    text(reading.diagnostics, in: reading.sources, leftOut: reading.leftOutCount)
  }

  /// These findings, with the lines of `sources` that they are about, and how many more were left out.
  package func text(_ diagnostics: [Diagnostic], in sources: [ManifestSource], leftOut: Int = 0) -> String {
    let excerpts = SourceExcerpts(of: diagnostics, in: sources)
    let findings = diagnostics.map { diagnostic in
      text.text(diagnostic, excerpt: excerpts.excerpt(for: diagnostic))
    }
    return findings.joined() + (leftOut > 0 ? "and \(CountText.noun(leftOut, "more finding"))\n" : "")
  }

  /// `3 files, 120 declarations, 0 errors`, or `446 of 514 declarations valid, 69 errors`; and `2 warnings` if there are any.
  package static func summary(of reading: ManifestSet) -> String {
    let errors = CountText.noun(reading.errorCount, "error")
    let counts =
      reading.isValid || reading.candidateCount == 0
      ? [
        CountText.noun(reading.sources.count, "file"), CountText.noun(reading.declarationCount, "declaration"), errors,
      ]
      : [
        "\(CountText.number(reading.declarationCount)) of \(CountText.noun(reading.candidateCount, "declaration")) valid",
        errors,
      ]
    let warnings = reading.warningCount > 0 ? [CountText.noun(reading.warningCount, "warning")] : []
    return (counts + warnings).joined(separator: ", ")
  }

  /// The numbers of the summary.
  package static func counts(of reading: ManifestSet) -> [RunReport.Count] {
    [
      .init("files", reading.sources.count), .init("declarations", reading.candidateCount),
      .init("valid", reading.declarationCount, label: "valid declarations"), .init("errors", reading.errorCount),
      .init("warnings", reading.warningCount),
    ]
  }
}
