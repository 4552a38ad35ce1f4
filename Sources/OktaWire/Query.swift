/// How names and values are written in the query of a URL and in the body of a form.
package enum Query {
  /// `name=value` with `&` between, the values percent-encoded; what has no value is left out.
  package static func text(_ items: KeyValuePairs<String, String?>) -> String {
    text(pairs: items.lazy.compactMap { name, value in value.map { (name, $0) } })
  }

  /// The same of names and values that are known only when the program runs.
  package static func text(pairs: some Sequence<(name: String, value: String)>) -> String {
    pairs.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
  }

  /// `path`, followed by `?` and the items where there are any.
  package static func append(_ items: KeyValuePairs<String, String?>, to path: String) -> String {
    let text = text(items)
    return text.isEmpty ? path : "\(path)?\(text)"
  }
}
