import Foundation
import Manifests
import Model
import Testing

@testable import LocalServer

@Suite("schemas/api.openapi.yaml")
struct DescriptionTests {
  private struct Described: Hashable {
    var method: String
    var path: String
    /// What an access token needs; `nil` where no token is asked for.
    var scopes: [String]?
  }

  @Test("the OpenAPI description has exactly the operations of the server, with their scopes")
  func operations() throws {
    let served = ServerOperation.all.map { Described(method: $0.method, path: $0.path, scopes: $0.access.scopes) }
    let described = try Self.read { root in
      try #require(root.value(for: "paths")).pairs.flatMap { path in
        path.value.pairs.filter { Self.methods.contains($0.key.text ?? "") }.map { method in
          Described(
            method: method.key.text?.uppercased() ?? "", path: path.key.text ?? "",
            scopes: Self.scopes(method.value.value(for: "security") ?? root.value(for: "security")))
        }
      }
    }
    #expect(Set(described) == Set(served))
    #expect(described.count == Set(described.map { "\($0.method) \($0.path)" }).count)
  }

  private static let methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"]

  private static func scopes(_ security: YAMLNode?) -> [String]? {
    security?.items.compactMap { $0.value(for: "accessToken") }.first?.items.compactMap(\.text)
  }

  @Test("each reference in the OpenAPI description has a target, and each component is referred to")
  func references() throws {
    let (asked, given) = try Self.read { root in
      var asked: Set<String> = []
      func walk(_ node: YAMLNode) {
        node.items.forEach(walk)
        for pair in node.pairs {
          if pair.key.text == "$ref", let text = pair.value.text { asked.insert(text) }
          walk(pair.value)
        }
      }
      walk(root)
      let components = try #require(root.value(for: "components"))
      let given = components.pairs.filter { $0.key.text != "securitySchemes" }.flatMap { kind in
        kind.value.pairs.map { "#/components/\(kind.key.text ?? "")/\($0.key.text ?? "")" }
      }
      return (asked, Set(given))
    }
    #expect(asked == given)
  }

  private static func read<Value>(_ body: (YAMLNode) throws -> Value) throws -> Value {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = root.appending(path: "schemas/api.openapi.yaml").path
    let reading = try YAMLDocument.read(path: path)
    #expect(reading.findings.isEmpty)
    let whole = try #require(reading.document)
    return try #require(try whole.withRoot { try $0.map(body) })
  }
}

extension Access {
  /// The scopes as an OpenAPI security requirement lists them.
  fileprivate var scopes: [String]? {
    switch self {
    case .anonymous: nil
    case .anyToken: []
    case .scope(let scope): [scope.rawValue]
    }
  }
}
