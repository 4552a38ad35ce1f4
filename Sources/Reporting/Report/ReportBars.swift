import Model
import OrderedCollections

/// A stacked bar for each request type: how many of its requests have which status, as inline SVG.
///
/// The parts are in the order of the list below the bar, each with its pattern there as well, so that colors may be missing.
enum ReportBars {
  /// More types are hardly compared.
  private static let maximumTypes = 50

  private struct Part {
    var status: String
    var standing: ReportRow.Standing
    var count: Int
    /// The patterns of several statuses with one standing differ, and are the same in each bar.
    var variant: Int

    var pattern: String { "\(standing.rawValue)-\(min(variant, ReportBars.lastVariant))" }
  }

  /// As many as there are statuses of requests that failed.
  private static let lastVariant = 6

  /// The bars of these rows; empty where there are none.
  static func html(_ rows: [ReportRow]) -> String {
    guard !rows.isEmpty else { return "" }
    let types = OrderedDictionary(grouping: rows, by: \.type)
    let variants = variants(of: rows)
    let bars = types.elements.prefix(maximumTypes).enumerated().map { index, type in
      bar(type.key, parts(of: type.value, variants), index)
    }
    let more = types.count - maximumTypes
    let end = more > 0 ? "<p>…and \(CountText.noun(more, "more request type"))</p>\n" : ""
    return "<section>\n<h2>By request type</h2>\n\(bars.joined())\(end)</section>\n"
  }

  /// By standing, what is done first, and by status within one.
  private static func parts(of rows: [ReportRow], _ variants: [String: Int]) -> [Part] {
    let statuses = OrderedDictionary(grouping: rows, by: \.status)
    let parts = statuses.map { status, rows in
      Part(status: status, standing: rows[0].standing, count: rows.count, variant: variants[status] ?? 0)
    }
    return ReportRow.Standing.inOrderOfProgress.flatMap { standing in
      parts.filter { $0.standing == standing }.sorted { $0.variant < $1.variant }
    }
  }

  /// Numbers the statuses of each standing, in the order of their first rows.
  private static func variants(of rows: [ReportRow]) -> [String: Int] {
    let standings = OrderedDictionary(grouping: rows.uniqued(by: \.status), by: \.standing)
    let numbered = standings.values.flatMap { rows in rows.enumerated().map { ($0.element.status, $0.offset) } }
    return Dictionary(numbered) { first, _ in first }
  }

  private static func bar(_ type: String, _ parts: [Part], _ index: Int) -> String {
    let total = parts.map(\.count).reduce(0, +)
    let list = parts.map { "\(CountText.number($0.count)) \($0.status)" }.joined(separator: ", ")
    var offset = 0
    let shapes = parts.map { part in
      defer { offset += part.count }
      return shape(part, from: offset, of: total)
    }
    let items = parts.map { part in
      let swatch =
        "<svg class=\"swatch\" width=\"14\" height=\"14\" aria-hidden=\"true\">\(swatch(part))</svg>"
      return "<li>\(swatch) \(CountText.number(part.count)) \(HTMLText.escaped(part.status))</li>"
    }
    return """
      <figure>
      <figcaption>\(HTMLText.value(type)) <small>\(CountText.number(total))</small></figcaption>
      <svg class="bar" width="100%" height="24" role="img" aria-label="\(HTMLText.escaped("\(type): \(list)"))">
      \(index == 0 ? patterns : "")\(shapes.joined())</svg>
      <ul class="legend">\(items.joined())</ul>
      </figure>

      """
  }

  private static func shape(_ part: Part, from offset: Int, of total: Int) -> String {
    func percent(_ count: Int) -> String {
      let thousandths = (count * 100_000 + total / 2) / total
      return "\(thousandths / 1000).\((thousandths % 1000).digits(3))%"
    }
    let area = "x=\"\(percent(offset))\" width=\"\(percent(part.count))\" height=\"24\""
    let title = "<title>\(CountText.number(part.count)) \(HTMLText.escaped(part.status))</title>"
    return """
      <g>\(title)<rect class="\(part.standing.rawValue)" \(area)/>\
      <rect class="edge" \(area) fill="url(#\(part.pattern))"/></g>

      """
  }

  private static func swatch(_ part: Part) -> String {
    let area = "width=\"14\" height=\"14\""
    return "<rect class=\"\(part.standing.rawValue)\" \(area)/><rect \(area) fill=\"url(#\(part.pattern))\"/>"
  }

  /// Crosses, a grid, rules, columns, zigzags, corners and slashes.
  private static let failureLines = [
    "M0 0L8 8M0 8L8 0", "M0 4H8M4 0V8", "M0 2H8M0 6H8", "M2 0V8M6 0V8", "M0 6L4 2L8 6", "M2 0V6H8", "M0 0L8 8",
  ]

  /// For each standing nothing, stripes, lines or dots, and for further statuses of one the same in another size and direction, or
  /// other lines.
  private static var patterns: String {
    let lines = "stroke=\"Canvas\" stroke-width=\"2\""
    let all = ReportRow.Standing.allCases.flatMap { standing in
      (0...lastVariant).map { variant in
        let mark =
          switch standing {
          case .done: variant == 0 ? "" : "<path d=\"M4 0V8\" \(lines)/>"
          case .pending: "<path d=\"M0 8L8 0\" \(lines)/>"
          case .failed: "<path d=\"\(failureLines[variant])\" \(lines)/>"
          case .unknown: "<circle cx=\"4\" cy=\"4\" r=\"2\" fill=\"Canvas\"/>"
          }
        let size = "width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\""
        let turn =
          standing == .failed ? "" : "patternTransform=\"rotate(\(variant * 45)) scale(\(variant % 3 + 1))\""
        return "<pattern id=\"\(standing.rawValue)-\(variant)\" \(size) \(turn)>\(mark)</pattern>"
      }
    }
    return "<defs>\(all.joined())</defs>\n"
  }
}

extension ReportRow.Standing {
  /// What is over first.
  fileprivate static let inOrderOfProgress: [ReportRow.Standing] = [.done, .pending, .unknown, .failed]

  /// A sign of one color, which stands before the word.
  var mark: String {
    switch self {
    case .failed: "✕"
    case .unknown: "?"
    case .pending: "…"
    case .done: "✓"
    }
  }
}
