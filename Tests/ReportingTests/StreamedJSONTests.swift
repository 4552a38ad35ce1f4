import Testing

@testable import Reporting

@Suite("JSON that is written piece by piece")
struct StreamedJSONTests {
  @Test("it has the text of the whole document, whatever its lists hold")
  func sameText() {
    for count in [0, 1, 2, 5_000] {
      let items = (0..<count).map {
        OrderedJSON.object(["number": .integer($0), "texts": .array([.string("## \"é\"")])])
      }
      let whole = OrderedJSON.object(["a": .string("##"), "list": .array(items), "b": .null, "empty": .object([])])
      var pieces: [String] = []
      StreamedJSON(members: [
        "a": .value(.string("##")), "list": .list(AnySequence(items)), "b": .value(.null), "empty": .value(.object([])),
      ]).write { pieces.append($0) }
      #expect(pieces.joined() == whole.document)
      #expect(pieces.count == (count == 5_000 ? 7 : 1), "\(pieces.count)")
    }
  }
}
