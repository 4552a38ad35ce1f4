import Foundation
import RequestModel

/// The bytes of one scalar, UTF-8 as libyaml checked it. Two texts are equal where their bytes are: Swift's `String`
/// would take a composed and a decomposed é for one. Valid as long as the document it was read from, unchanged.
package struct YAMLText: Hashable {
  package let bytes: UnsafeBufferPointer<UInt8>

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  package var count: Int { bytes.count }
  package var isEmpty: Bool { bytes.isEmpty }

  /// A copy that outlives the document.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  /// How many Unicode code points: the bytes that continue none.
  package var codePointCount: Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count &+= 1 }
    return count
  }

  /// Whether the text has 1 to `most` code points; counts them only where the bytes leave it open.
  @inline(__always)
  func hasLength(upTo most: Int) -> Bool {
    !bytes.isEmpty && (bytes.count <= most || (bytes.count <= 4 * most && codePointCount <= most))
  }

  @inline(__always)
  package static func == (left: Self, right: Self) -> Bool {
    left.bytes.count == right.bytes.count && same(left.bytes.baseAddress, right.bytes.baseAddress, left.bytes.count)
  }

  @inline(__always)
  package static func == (left: Self, right: StaticString) -> Bool {
    left.bytes.count == right.utf8CodeUnitCount && same(left.bytes.baseAddress, right.utf8Start, left.bytes.count)
  }

  @inline(__always)
  private static func same(_ left: UnsafePointer<UInt8>?, _ right: UnsafePointer<UInt8>?, _ count: Int) -> Bool {
    guard count > 0, let left, let right else { return true }
    return memcmp(left, right, count) == 0
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
  }

  /// Byte for byte, as `memcmp` orders.
  static func < (left: Self, right: UnsafeBufferPointer<UInt8>) -> Bool {
    left.bytes.lexicographicallyPrecedes(right)
  }
}
