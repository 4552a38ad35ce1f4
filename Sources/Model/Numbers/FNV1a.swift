/// FNV-1a, 64 bits: the same text gives the same number in every process.
package enum FNV1a {
  /// Over the parts, each ended by a zero byte.
  package static func hash(of parts: [String]) -> UInt64 {
    let prime: UInt64 = 0x100_0000_01b3
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for part in parts {
      for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* prime }
      hash = hash &* prime
    }
    return hash
  }
}
