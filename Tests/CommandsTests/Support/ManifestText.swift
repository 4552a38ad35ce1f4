/// Manifests for tests: requests of the built-in type without fields.
enum ManifestText {
  /// `count` requests of a type with one user each, from number `first` on, and this subject, under one entry, with these messages.
  static func requests(
    _ count: Int, from first: Int = 0, type: String = "61eb2db568c7c300079fefd2", subject: String = "VPN",
    messages: [String] = []
  ) -> String {
    let users = (first..<first + count).map { number in
      let digits = String(number)
      return "      - 00u\(String(repeating: "0", count: 17 - digits.count))\(digits)"
    }
    let sent = messages.isEmpty ? [] : ["    messages:"] + messages.map { "      - \($0)" }
    let head = [
      "apiVersion: writ/v1", "kind: AccessRequests", "requests:", "  - name: team",
      "    requestTypeId: \(type)", "    subject: \(subject)", "    users:",
    ]
    return (head + users + sent).joined(separator: "\n") + "\n"
  }
}
