/// Gives names, each once: a manifest distinguishes its request types and fields by them.
struct UniqueNames {
  private var taken: Set<String> = []

  /// The proposed name, or the same with a number where it is taken already.
  mutating func name(_ proposal: String) -> String {
    var name = proposal
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(proposal)-\(number)"
      number += 1
    }
    return name
  }

  /// A short name made of the words of a text: `What is it for?` → `what-is-it-for`.
  static func slug(_ text: String, otherwise: String) -> String {
    let words = text.lowercased().split { character in
      !character.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
    var slug = ""
    for word in words where slug.isEmpty || slug.count + word.count < maximumLength {
      slug += (slug.isEmpty ? "" : "-") + word.prefix(maximumLength)
    }
    return slug.isEmpty ? otherwise : slug
  }

  /// Characters of a short name, so that a line has room for a value.
  private static let maximumLength = 40
}
