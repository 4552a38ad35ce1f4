import Foundation
import Manifests
import Model
import Testing

@Suite("two threads read what one reads")
struct ReadingThreadsTests {
  /// Reads bytes in parts of `size` with two threads, and expects what one thread reads that gets the same pieces.
  private func check(_ bytes: [UInt8], size: Int, seed: UInt64 = 0) throws {
    let threads = ReadingThreads.chunks(of: size)
    let alone = try read(bytes, threads.alone)
    let together = try read(bytes, threads)
    #expect(together == alone, "seed \(seed), parts of \(size)")
  }

  private func read(_ bytes: [UInt8], _ threads: ReadingThreads) throws -> [String] {
    try ManifestReader(threads: threads)
      .read(sources: [ManifestSource(name: "m.yaml", bytes: bytes)], keeping: .declarations).summary
  }

  @Test("generated and changed files give the same declarations and findings, at the same places", arguments: 0..<8)
  func property(part: UInt64) throws {
    for seed in part * 40..<(part + 1) * 40 {
      let bytes = RandomList(seed: seed).bytes
      for size in [16, 64, 200, 1_000] { try check(bytes, size: size, seed: seed) }
    }
  }

  /// Entries of some forms, as many as fill several parts.
  private func manifest(_ entry: (Int) -> String, count: Int = 6_000, rest: String = "") -> [UInt8] {
    var text = head + salesforce + "requests:\n"
    for number in 0..<count { text += entry(number) }
    return Array((text + rest).utf8)
  }

  private func plain(_ number: Int) -> String {
    """
      - name: e\(number)
        requestType: salesforce
        subject: Access to workspace \(number)
        requesterFields:
          justification: "To fulfil my duties in workspace \(number)"
        users: [00u\(100_000_000_000_000_00 + number)]

    """
  }

  /// As commands read, and with one thread.
  private func checkAutomatic(_ bytes: [UInt8]) throws {
    #expect(bytes.count > 1 << 20)
    #expect(try read(bytes, .automatic) == read(bytes, .one))
  }

  @Test("a long list is read as by one thread, also with findings, anchors and a table in some of its entries")
  func longList() throws {
    try checkAutomatic(manifest(plain))
    try checkAutomatic(
      manifest { number in
        switch number {
        case 5_000: "  - &a\n    name: e\(number)\n    requestType: salesforce\n    subject: an anchor\n"
        case 5_900: "  - <<: *a\n    name: e\(number)\n    subject: its alias\n"
        case 2_000, 2_001: "  - name: e1\n    name: twice\n    requestType: box\n"
        case 3_000: "  - name: e\(number)\n    requestType: salesforce\n    subject: \"a\n  - b\"\n"
        default: self.plain(number)
        }
      })
  }

  @Test("what follows a long list is read as by one thread: another document, a header, an error")
  func afterList() throws {
    try checkAutomatic(manifest(plain, rest: "defaults: { users: [\(user)] }\n"))
    try checkAutomatic(manifest(plain, rest: "---\n" + head + "requests:\n" + (0..<9_000).map(plain).joined()))
    try checkAutomatic(manifest(plain, rest: "  - name: [\n"))
    try checkAutomatic(manifest(plain, rest: "  - name: \u{1}\n"))
    try checkAutomatic(manifest(plain) + [0xFF])
    try checkAutomatic(manifest(plain, rest: "  - " + String(repeating: "[", count: 70)))
  }

  @Test("a long list in UTF-16, with CR LF, and with substituted characters is read as by one thread")
  func encodings() throws {
    let text = String(decoding: manifest(plain), as: UTF8.self)
    try checkAutomatic([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    try checkAutomatic(Array(text.replacing("\n", with: "\r\n").utf8))
    try checkAutomatic(Array(text.replacing("workspace 4000\n", with: "\"workspace \\ud83d\\ude80 \u{2028}\"\n").utf8))
  }

  @Test("a list that comes through a pipe is read as by one thread")
  func pipe() throws {
    let bytes = manifest(plain)
    func read(_ threads: ReadingThreads) throws -> [String] {
      let pipe = Pipe()
      let writer = Thread {
        try? pipe.fileHandleForWriting.write(contentsOf: bytes)
        try? pipe.fileHandleForWriting.close()
      }
      writer.start()
      return try ManifestReader(standardInput: pipe.fileHandleForReading.fileDescriptor, threads: threads)
        .read(["-"], keeping: .declarations).summary
    }
    #expect(try read(.automatic) == read(.one))
  }
}
