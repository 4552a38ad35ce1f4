import Foundation
import Model

/// The bytes of one scalar, UTF-8 as libyaml checked it. Two texts are equal if their bytes are: for Swift's `String`
/// a composed and a decomposed é are equal. Valid as long as the document it was read from, unchanged.
package struct YAMLText: Hashable {
  /// Its UTF-8.
  package let bytes: UnsafeBufferPointer<UInt8>

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Its length in bytes.
  package var count: Int { bytes.count }
  /// Whether it has no bytes.
  package var isEmpty: Bool { bytes.isEmpty }

  /// A copy that outlives the document.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The number of Unicode code points: all bytes but continuation bytes.
  package var codePointCount: Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count &+= 1 }
    return count
  }

  /// Whether the text has 1 to `maximum` code points; counts them only if the number of bytes does not decide it.
  @inline(__always)
  func hasLength(upTo maximum: Int) -> Bool {
    !bytes.isEmpty && (bytes.count <= maximum || (bytes.count <= 4 * maximum && codePointCount <= maximum))
  }

  @inline(__always)
  package static func == (left: Self, right: Self) -> Bool {
    left.bytes.count == right.bytes.count
      && same(left.bytes.baseAddress, right.bytes.baseAddress, count: left.bytes.count)
  }

  @inline(__always)
  package static func == (left: Self, right: StaticString) -> Bool {
    left.bytes.count == right.utf8CodeUnitCount
      && same(left.bytes.baseAddress, right.utf8Start, count: left.bytes.count)
  }

  @inline(__always)
  private static func same(_ left: UnsafePointer<UInt8>?, _ right: UnsafePointer<UInt8>?, count: Int) -> Bool {
    guard count > 0, let left, let right else { return true }
    return memcmp(left, right, count) == 0
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
  }
}
