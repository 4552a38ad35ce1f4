import Foundation
import Model

/// The rate budget that this machine's processes share through a file: a small file next to the state, which shows each what the others
/// have in flight and have learned, and a process that follows a killed one what that one had spent.
///
/// Each exchange takes the file's lock (`flock`), reads it, works on it, and writes it whole. It is only ever a help:
/// a process that cannot have it goes on alone, and content that cannot be read is replaced. It is never synced, as it is worth
/// nothing after a power cut.
package struct SharedBudget: Sendable {
  private typealias Content = [String: [String: SharedWindow]]

  private let path: String
  /// The org and the credential: the org counts the calls of each credential by themselves.
  private let account: String
  private let processID: Int32
  private let isAlive: @Sendable (Int32) -> Bool
  /// This limiter's name in the file. A process id alone may be that of a dead one, in a container above all.
  let process: String

  /// `path` is a file that is made where its folder exists; `credential` stands for what the org counts calls by, and is no
  /// secret; `run` distinguishes processes that have one id.
  package init(
    path: String, orgURL: String, credential: String = "", processID: Int32, run: UInt64,
    isAlive: @escaping @Sendable (Int32) -> Bool = { kill($0, 0) == 0 || errno != ESRCH }
  ) {
    self.path = path
    account = credential.isEmpty ? orgURL : "\(orgURL) \(credential)"
    self.processID = processID
    self.isAlive = isAlive
    process = "\(processID).\(String(run, radix: 36))"
  }

  /// Works on what is known of a family, with the file to itself; `nil`, and `body` has not run, where that cannot be.
  func exchange<Value>(_ family: CallFamily, at date: Date, _ body: (inout SharedWindow) -> Value) -> Value? {
    guard let file = LockedFile(path: path) else { return nil }
    defer { file.close() }
    let before = file.read().flatMap { try? JSONDecoder.sharedWindows.decode(Content.self, from: $0) }
    var content = before ?? [:]
    var window = content[account]?[family.rawValue] ?? SharedWindow()
    if !window.isPlausible { window = SharedWindow() }
    window.expire(at: date, isAlive: isRunning)
    let value = body(&window)
    content[account, default: [:]][family.rawValue] = window
    guard content != before else { return value }
    content = content.mapValues { $0.filter { !$0.value.isExpired(at: date) } }.filter { !$0.value.isEmpty }
    if let data = try? JSONEncoder.sharedWindows.encode(content) { file.write(data) }
    return value
  }

  private func isRunning(_ name: String) -> Bool {
    if name == process { return true }
    guard let id = name.split(separator: ".").first.flatMap({ Int32($0) }), id > 0 else { return false }
    return id != processID && isAlive(id)
  }
}

/// A small file, open and locked.
private struct LockedFile {
  /// What is longer was not written by us.
  private static let maximumBytes = 65_536

  private let descriptor: Int32
  private let size: Int

  /// `nil` where the file cannot be opened for writing or is not one of ours (`SidecarFile`), or where its lock cannot be had:
  /// no process keeps it longer than some microseconds, but for a process that was stopped just then.
  init?(path: String) {
    guard let descriptor = try? SidecarFile.open(path) else { return nil }
    var status = stat()
    guard Self.lock(descriptor), fstat(descriptor, &status) == 0, SidecarFile.mayHoldJSON(descriptor) else {
      _ = Foundation.close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  private static func lock(_ descriptor: Int32) -> Bool {
    for _ in 1...100 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(500)
    }
    return false
  }

  func close() { _ = Foundation.close(descriptor) }

  func read() -> Data? {
    guard size > 0, size <= Self.maximumBytes else { return nil }
    var data = Data(count: size)
    let count = data.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    return count == size ? data : nil
  }

  /// With one call, so that a process that is killed leaves the old content or the new: a shorter one is filled up with
  /// blanks.
  func write(_ data: Data) {
    if size > Self.maximumBytes { _ = ftruncate(descriptor, 0) }
    var data = data
    let missing = size <= Self.maximumBytes ? size - data.count : 0
    if missing > 0 { data += Data(repeating: UInt8(ascii: " "), count: missing) }
    guard data.count <= Self.maximumBytes else { return }
    let count = data.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    if count != data.count { _ = ftruncate(descriptor, 0) }
  }
}
