/// The version of this program, as `--version`, saved plans and the `User-Agent` give it.
package enum WritVersion {
  package static let text = "0.1.0"
}
