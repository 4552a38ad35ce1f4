import Foundation
import RequestModel

/// Generates ids of 24 lower-case hexadecimal digits in the form of MongoDB's ObjectId, as in the contract's examples:
/// four bytes of seconds, five random bytes of this process, three bytes of a counter. Ids of one process sort in
/// the order of their creation until the counter wraps, after 8,388,608 of them at the earliest.
struct ObjectIDs: Sendable {
  private let process: UInt64
  private var counter: UInt64

  /// Takes 64 random bits twice: for the process part and for the counter's first value.
  init(random: () -> UInt64) {
    process = random() & 0xff_ffff_ffff
    counter = random() & 0x7f_ffff
  }

  mutating func next(at now: Date) -> String {
    counter = (counter + 1) & 0xff_ffff
    let seconds = UInt64(max(0, now.timeIntervalSince1970)) & 0xffff_ffff
    return seconds.digits(8, radix: 16) + process.digits(10, radix: 16) + counter.digits(6, radix: 16)
  }
}
