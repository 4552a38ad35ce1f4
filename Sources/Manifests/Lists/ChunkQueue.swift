import Foundation

/// Cuts a long list into parts, which two threads read, and returns them in their order. All that threads share is under the
/// lock of `condition`; a chunk that is being read is its reader's alone.
///
/// The thread that takes the chunks reads none, though it waits at times: libyaml allocates and frees so often that two threads
/// with one arena of glibc's take a quarter more time. Two threads that are made one after the other get different ones, where there
/// are two (`Program.arenaCount`).
final class ChunkQueue: @unchecked Sendable {
  private static let threadCount = 2
  /// Chunks at a time: one that is taken, one that each thread reads, and one that waits.
  private static let limit = threadCount + 2

  private let condition = NSCondition()
  private let input: YAMLInput
  private let layout: ListLayout
  private let size: Int
  private let restoresText: Bool
  /// In their order, from the next one to take.
  private var chunks: [(chunk: ListChunk, isRead: Bool)] = []
  private var free: [ListChunk] = []
  private var made = 0
  private var lines: Int
  /// Whether there may be another cut.
  private var isOpen = true
  private var isStopped = false
  private var runningThreads = 0

  /// `lines` end before the text that `input` gives next.
  init(_ input: YAMLInput, _ layout: ListLayout, chunkSize: Int, lines: Int) {
    self.input = input
    self.layout = layout
    self.lines = lines
    size = chunkSize
    restoresText = input.hasSubstitutions
    condition.lock()
    for _ in 0..<Self.threadCount where startThread() { runningThreads += 1 }
    // Where there can be no threads, the list is read without them.
    isOpen = runningThreads > 0
    condition.unlock()
  }

  /// The next chunk, read; `nil` where no more can be cut.
  func next() -> ListChunk? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if chunks.first?.isRead ?? false { return chunks.removeFirst().chunk }
      if chunks.isEmpty, runningThreads == 0 { return nil }
      condition.wait()
    }
  }

  /// Takes a chunk back that is not needed any more.
  func recycle(_ chunk: ListChunk) {
    condition.lock()
    free.append(chunk)
    // Otherwise none was missing.
    if free.count == 1 { condition.broadcast() }
    condition.unlock()
  }

  /// Takes a chunk back that is to be read as a part of the rest.
  func giveBack(_ chunk: ListChunk) {
    condition.lock()
    chunks.insert((chunk, true), at: 0)
    condition.unlock()
  }

  /// Ends the threads, and gives `input` back what was not taken.
  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    while runningThreads > 0 { condition.wait() }
    condition.unlock()
    input.putBack([])
    for (chunk, _) in chunks.reversed() { input.putBack(chunk.ownText) }
    chunks = []
  }

  // MARK: Threads

  /// `false` where the system has no thread left, which Foundation's would not report.
  private func startThread() -> Bool {
    let queue = Unmanaged.passRetained(self)
    #if canImport(Darwin)
      var thread: pthread_t?
      let status = pthread_create(
        &thread, nil,
        { queue in
          Unmanaged<ChunkQueue>.fromOpaque(queue).takeRetainedValue().readChunks()
          return nil
        }, queue.toOpaque())
      if status == 0, let thread { pthread_detach(thread) }
    #else
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { queue in
          if let queue { Unmanaged<ChunkQueue>.fromOpaque(queue).takeRetainedValue().readChunks() }
          return nil
        }, queue.toOpaque())
      if status == 0 { pthread_detach(thread) }
    #endif
    if status != 0 { queue.release() }
    return status == 0
  }

  // MARK: Under the lock

  private func readChunks() {
    condition.lock()
    while !isStopped {
      if readOne() { continue }
      if !isOpen { break }
      condition.wait()
    }
    runningThreads -= 1
    condition.broadcast()
    condition.unlock()
  }

  /// Cuts a chunk and reads it, without the lock; `false` where there is none, or no room for one.
  private func readOne() -> Bool {
    guard isOpen, !isStopped, let chunk = freeChunk() else { return false }
    isOpen = input.fill(chunk, by: layout, size: size)
    guard isOpen else {
      condition.broadcast()
      return false
    }
    chunk.place(after: lines)
    lines += chunk.lineCount
    chunks.append((chunk, false))
    condition.unlock()
    chunk.read()
    condition.lock()
    if let place = chunks.firstIndex(where: { $0.chunk === chunk }) {
      chunks[place].isRead = true
      if place == 0 { condition.broadcast() }
    }
    return true
  }

  private func freeChunk() -> ListChunk? {
    if let chunk = free.popLast() {
      chunk.removeAll(for: size)
      return chunk
    }
    guard made < Self.limit else { return nil }
    made += 1
    let chunk = ListChunk(layout, restoresText: restoresText)
    chunk.removeAll(for: size)
    return chunk
  }
}
