/// The version of this program, as `--version`, saved plans and the `User-Agent` give it.
package enum WritVersion {
  /// Major, minor and patch, with points between them.
  package static let text = "0.2.0"
}
