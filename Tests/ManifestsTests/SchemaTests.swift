import Foundation
import Manifests
import Model
import Testing

@Suite("the schema")
struct SchemaTests {
  @Test("the committed schema is the one that the validator's constants make")
  func committed() throws {
    let path = SourceTests.project + "/schemas/manifest.schema.json"
    #expect(try String(contentsOfFile: path, encoding: .utf8) == ManifestSchema.text)
  }

  @Test("it is JSON, every reference leads somewhere, and no mapping takes unknown keys")
  func sound() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(ManifestSchema.text.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: Any])
    var references: Set<String> = []
    func walk(_ value: Any) {
      if let list = value as? [Any] { list.forEach(walk) }
      guard let object = value as? [String: Any] else { return }
      if let reference = object["$ref"] as? String { references.insert(reference) }
      if object["properties"] != nil, object["description"] != nil {
        #expect(object["additionalProperties"] as? Bool == false)
      }
      object.values.forEach(walk)
    }
    walk(schema)
    #expect(references == Set(definitions.keys.map { "#/$defs/\($0)" }))
  }

  @Test("a manifest with every key of the schema has no unknown key, and one with another has")
  func keys() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(ManifestSchema.text.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    func keys(_ definition: [String: Any]?) throws -> [String] {
      try #require(definition?["properties"] as? [String: Any]).keys.sorted()
    }
    func block(_ keys: [String], _ indentation: String) -> String {
      keys.map { "\(indentation)\($0):\n" }.joined()
    }
    let rootKeys = try keys(schema).filter { !["defaults", "requestTypes", "requests"].contains($0) }
    let text =
      try block(rootKeys, "") + "defaults:\n" + block(keys(definitions["defaults"]), "  ")
      + "requestTypes:\n  a:\n" + block(keys(definitions["requestType"]).filter { $0 != "fields" }, "    ")
      + "    fields:\n      b:\n" + block(keys(definitions["field"]), "        ")
      + "requests:\n  -\n" + block(keys(definitions["entry"]), "    ")
    #expect(!(try ManifestSet.of(text).findings.contains { $0.code == .unknownKey }))
    let surplus = text.replacing(":\n", with: ":\n").replacing("    users:\n", with: "    users:\n    surplus:\n")
    #expect(try ManifestSet.of(surplus).findings.filter { $0.code == .unknownKey }.count == 1)
  }

  @Test("the lengths of the schema are those at which the validator refuses")
  func lengths() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(ManifestSchema.text.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    for (name, key, isList) in [("subject", "subject", false), ("message", "messages", true)] {
      let most = try #require(definitions[name]?["maxLength"] as? Int)
      for (length, isValid) in [(0, false), (1, true), (most, true), (most + 1, false)] {
        let value = "'" + String(repeating: "x", count: length) + "'"
        let other = key == "subject" ? "" : "subject: s\n"
        let reading = try ManifestSet.of(
          entry("requestTypeId: \(typeID)\n\(other)\(key): \(isList ? "[\(value)]" : value)"))
        #expect(reading.isValid == isValid)
      }
    }
  }
}
