import Foundation
import Model

/// One file of a manifest set, or standard input: it can be read from the start as often as needed.
package final class ManifestSource: Sendable {
  private enum Origin {
    case path(FilePath)
    /// Bytes that came through a pipe, kept in an unlinked file that is deleted with this value.
    case spooled(Int32, size: Int)
    case memory([UInt8])
  }

  /// As the user named it, or found below the folder that the user named; `-` is standard input.
  package let name: String
  private let origin: Origin
  /// The encoding that it was declared to have.
  private let encoding: TextEncoding?
  /// Detects two names of one file; `nil` for what came through a pipe.
  let identity: FileIdentity?

  /// A file at `path`, under its text as name; anything but a regular file (a pipe, a device) is read once and spooled.
  convenience init(path: FilePath, encoding: TextEncoding? = nil) throws(ManifestSourceError) {
    let descriptor = try Self.openForReading(path)
    let status = try Self.status(of: descriptor, path)
    if status.st_mode & S_IFMT == S_IFREG {
      close(descriptor)
      self.init(name: path.text, origin: .path(path), identity: FileIdentity(status), encoding: encoding)
    } else {
      defer { close(descriptor) }
      self.init(
        name: path.text, origin: try Self.spool(descriptor, named: path.text), identity: nil, encoding: encoding)
    }
  }

  /// Standard input, or another open descriptor that is read to its end here and now.
  convenience init(standardInput descriptor: Int32, encoding: TextEncoding? = nil) throws(ManifestSourceError) {
    self.init(name: "-", origin: try Self.spool(descriptor, named: "-"), identity: nil, encoding: encoding)
  }

  /// Bytes that are in memory, under the name that findings give them.
  package convenience init(name: String, bytes: [UInt8]) {
    self.init(name: name, origin: .memory(bytes), identity: nil)
  }

  private init(name: String, origin: Origin, identity: FileIdentity?, encoding: TextEncoding? = nil) {
    self.name = name
    self.origin = origin
    self.identity = identity
    self.encoding = encoding
  }

  /// The folder that it is in; `nil` for what has none.
  var folder: FilePath? {
    if case .path(let path) = origin { path.folder } else { nil }
  }

  /// Whether it came through a pipe and is longer than what is read of one.
  var isCut: Bool {
    switch origin {
    case .path: false
    case .spooled(_, let size): size > YAMLDocument.sizeLimit
    case .memory(let bytes): bytes.count > YAMLDocument.sizeLimit
    }
  }

  deinit {
    if case .spooled(let descriptor, _) = origin { close(descriptor) }
  }

  /// A new reader, at the start.
  func open() throws(ManifestSourceError) -> ByteReader {
    switch origin {
    case .memory(let bytes): return ByteReader(bytes: bytes, encoding: encoding)
    case .spooled(let descriptor, let size):
      return ByteReader(descriptor: descriptor, size: size, closes: false, encoding: encoding)
    case .path(let path):
      let descriptor = try Self.openForReading(path)
      let status = try Self.status(of: descriptor, path)
      return ByteReader(descriptor: descriptor, size: Int(status.st_size), closes: true, encoding: encoding)
    }
  }

  private static func openForReading(_ path: FilePath) throws(ManifestSourceError) -> Int32 {
    let descriptor = path.withCString { Foundation.open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      if errno == ENOENT { throw .missing(path: path.text) }
      throw .unreadable(path: path.text, reason: String(cString: strerror(errno)))
    }
    return descriptor
  }

  private static func status(of descriptor: Int32, _ path: FilePath) throws(ManifestSourceError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path.text, reason: String(cString: strerror(errno)))
    }
    return status
  }

  /// Copies a stream to a temporary file that is already unlinked, or to memory if none can be created, as on a
  /// read-only root file system; ends one byte after the size limit.
  private static func spool(_ input: Int32, named name: String) throws(ManifestSourceError) -> Origin {
    guard let output = unnamedFile() else {
      var bytes: [UInt8] = []
      try read(input, named: name) { piece in
        bytes += piece
        return true
      }
      return .memory(bytes)
    }
    var size = 0
    do throws(ManifestSourceError) {
      try read(input, named: name) { piece in
        guard pwrite(output, piece.baseAddress, piece.count, off_t(size)) == piece.count else { return false }
        size += piece.count
        return true
      }
    } catch {
      close(output)
      throw error
    }
    return .spooled(output, size: size)
  }

  /// A file for reading and writing that is deleted when it is closed; `nil` if none can be created.
  private static func unnamedFile() -> Int32? {
    var template = Array(NSTemporaryDirectory().utf8CString.dropLast()) + Array("/writ-input-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    unlink(template)
    return descriptor
  }

  /// Passes a stream to `keep` piece by piece; if that returns `false`, `errno` says why.
  private static func read(
    _ input: Int32, named name: String, _ keep: (UnsafeRawBufferPointer) -> Bool
  ) throws(ManifestSourceError) {
    var size = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 * 1024, alignment: 16)
    defer { buffer.deallocate() }
    while size <= YAMLDocument.sizeLimit {
      let count = Foundation.read(input, buffer.baseAddress, buffer.count)
      if count == 0 { break }
      let isKept = count > 0 && keep(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      guard isKept || (count < 0 && errno == EINTR) else {
        throw .unreadable(path: name, reason: String(cString: strerror(errno)))
      }
      size += max(0, count)
    }
  }
}
