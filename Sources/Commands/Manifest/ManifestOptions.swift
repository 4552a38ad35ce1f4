import ArgumentParser

/// How a manifest set is read, whichever command reads it.
struct ManifestOptions: ParsableArguments {
  @Flag(name: .long, help: "Take a set without any document, or a folder without manifests, for a valid one.")
  var allowEmpty = false
}
