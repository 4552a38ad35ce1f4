/// The version of this program, as `--version`, saved plans and the `User-Agent` tell it.
package enum WritVersion {
  package static let text = "0.1.0"
}
