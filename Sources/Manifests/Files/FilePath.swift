import Foundation
import Model

/// A path as the system takes it: any bytes except NUL, not necessarily UTF-8.
struct FilePath: Hashable, Sendable {
  private let bytes: [UInt8]

  private init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  /// The path for output: bytes that are not UTF-8 as `\xE9`.
  var text: String {
    var text = ""
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = UTF8Validity.validPrefix(of: rest)
      text += String(decoding: rest.prefix(length), as: UTF8.self)
      rest = rest.dropFirst(length)
      if let byte = rest.popFirst() {
        text += "\\x" + byte.digits(2, radix: 16, uppercase: true)
      }
    }
    return text
  }

  var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

  /// The last component with ASCII letters in lower case.
  var foldedName: [UInt8] {
    let name = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes[($0 + 1)...] } ?? bytes[...]
    return name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  func appending(_ name: FilePath) -> FilePath {
    FilePath(bytes: bytes.last == UInt8(ascii: "/") ? bytes + name.bytes : bytes + [UInt8(ascii: "/")] + name.bytes)
  }

  /// The path without its last component; `nil` where it has one only.
  var folder: FilePath? {
    bytes.lastIndex(of: UInt8(ascii: "/")).map { FilePath(bytes: Array(bytes[...$0])) }
  }

  /// The path in a folder, unless it begins at the root.
  func relative(to folder: FilePath?) -> FilePath {
    guard let folder, bytes.first != UInt8(ascii: "/") else { return self }
    return folder.appending(self)
  }

  /// Calls the system with the path.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { chars in body(chars.baseAddress!) }
    }
  }

  /// What the path leads to, links followed; `nil` with the system's `errno` if it cannot be read.
  var status: stat? {
    var status = stat()
    return withCString { stat($0, &status) } == 0 ? status : nil
  }

  var isFolder: Bool { status.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// The names in the folder, in the order of their bytes; `nil` with the system's `errno` if it cannot be listed.
  func names() -> [FilePath]? {
    guard let folder = withCString({ opendir($0) }) else { return nil }
    defer { closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: UInt8.self, capacity: Int(NAME_MAX) + 1) { start in
          Array(
            UnsafeBufferPointer(
              start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name != [UInt8(ascii: ".")], name != Array("..".utf8) { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }.map { FilePath(bytes: $0) }
  }

  /// The path of a command-line argument. Arguments come as text in which each byte that is not UTF-8 has become U+FFFD:
  /// if no such file exists, the one file of the folder whose name decodes to the same text is taken.
  static func argument(_ text: String) -> FilePath {
    let path = FilePath(text)
    guard text.contains("\u{FFFD}"), path.status == nil else { return path }
    let slash = path.bytes.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { FilePath(bytes: Array(path.bytes[...$0])) }
    let alike = ((folder ?? FilePath(".")).names() ?? []).filter { name in
      let whole = folder?.appending(name) ?? name
      return String(decoding: whole.bytes, as: UTF8.self).unicodeScalars.elementsEqual(text.unicodeScalars)
    }
    guard alike.count == 1, let name = alike.first else { return path }
    return folder?.appending(name) ?? name
  }
}
