import Foundation
import Model
import Testing

@Suite("Files next to a state")
struct SideFileTests {
  @Test("a file next to a state is this user's or root's, plain, and has one name")
  func kinds() {
    var file = stat()
    (file.st_mode, file.st_nlink, file.st_uid) = (S_IFREG | 0o600, 1, geteuid())
    #expect(SidecarFile.problem(of: file) == nil)
    file.st_uid = 0
    #expect(SidecarFile.problem(of: file) == nil)
    file.st_uid = geteuid() + 1
    #expect(SidecarFile.problem(of: file) == "it belongs to user \(geteuid() + 1)")
    (file.st_uid, file.st_nlink) = (geteuid(), 2)
    #expect(SidecarFile.problem(of: file) == "it has 2 names (hard links)")
    for kind in [S_IFDIR, S_IFIFO, S_IFCHR, S_IFLNK] {
      (file.st_mode, file.st_nlink) = (kind | 0o600, 1)
      #expect(SidecarFile.problem(of: file) != nil)
    }
  }

  @Test("a file next to a state is created for its owner alone, opened again as it is, and not inherited")
  func making() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "writ-side-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for content in ["", "kept"] {
      try Data(content.utf8).withUnsafeBytes { bytes in
        let descriptor = try SidecarFile.open(path)
        defer { close(descriptor) }
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        var status = stat()
        #expect(fstat(descriptor, &status) == 0 && status.st_mode & 0o777 == 0o600 && status.st_size == 0)
        #expect(pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count)
      }
    }
    close(try SidecarFile.open(path))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "kept")
  }
}
