/// A value that holds a secret: whatever prints, dumps or debugs it shows its `description` alone.
package protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Redacted {
  package var description: String { "…" }
  package var debugDescription: String { description }
  /// Without children, so that `dump` shows no more.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
