import Foundation
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("Pages of requests are read from their bytes")
struct RequestListReaderTests {
  @Test("a page as the org and the local server write it is read without the decoder")
  func usual() throws {
    let request = try decode(RequestBody.self, Samples.sparse)
    let links = PageLinks(self: .json("/requests"), next: .json("/requests?after=1"))
    let page = try WireJSON.encode(RequestListBody(data: [request, request], links: links))
    for body in [Data(Samples.list.utf8), page] {
      let read = try #require(RequestListReader(body))
      #expect(!read.requests.isEmpty)
      try expectSame(read, body)
    }
  }

  @Test("what the reader takes of random pages, whole or damaged, is what the decoder reads")
  func random() throws {
    var random = SplitMix64(seed: 14)
    var (read, refused) = (0, 0)
    for _ in 0..<4_000 {
      var generator = PageGenerator(random: random)
      let body = generator.page()
      random = generator.random
      #expect(WireJSON.isWhole(body) == ((try? WireJSON.decode(Anything.self, from: body)) != nil))
      if let page = RequestListReader(body) {
        read += 1
        try expectSame(page, body)
      } else {
        refused += 1
      }
    }
    #expect(read > 1_000 && refused > 1_000)
  }

  @Test(
    "texts are read with every escape and in every script, or left to the decoder",
    arguments: [
      #"plain"#, #""#, #"é 漢 🙂"#, #"\u00e9\u6F22\ud83d\uDE42"#, #"\"\\\/\b\f\n\r\t"#, #"\u0000"#, #"e\u0301"#,
      #"\ud83d"#,
      #"\ude42\ud83d"#, #"\ud83dx"#, #"\ud83d\u0041"#, #"\x41"#, #"\u12"#, #"\u+123"#, "\u{7F}",
    ])
  func texts(written: String) throws {
    let body = Data(
      Samples.list.replacingOccurrences(
        of: #""subject":"[^"]*""#, with: "\"subject\":\"X\"", options: .regularExpression
      )
      .replacingOccurrences(of: "\"X\"", with: "\"\(written)\"").utf8)
    if let page = RequestListReader(body) { try expectSame(page, body) }
  }

  @Test(
    "one request is read as the decoder reads it, and mostly without it",
    arguments: [(Samples.pendingNothingAsked, true), (Samples.fulfilled, false), (Samples.custom, true)])
  func single(text: String, isUsual: Bool) throws {
    let read = RequestReader.request(in: Data(text.utf8))
    #expect((read != nil) == isUsual)
    let decoded = try decode(RequestBody.self, text).existingRequest(isRetrieved: true)
    #expect(read ?? decoded == decoded)
  }

  @Test("what the reader takes of random requests, whole or damaged, is what the decoder reads")
  func randomRequests() throws {
    var generator = PageGenerator(random: SplitMix64(seed: 15))
    var (read, withCourse) = (0, 0)
    for _ in 0..<6_000 {
      let body = generator.single()
      guard let request = RequestReader.request(in: body) else { continue }
      read += 1
      if request.course?.isHidden == false { withCourse += 1 }
      let text = String(decoding: body, as: UTF8.self)
      let decoded = try WireJSON.decode(RequestBody.self, from: body).existingRequest(isRetrieved: true)
      #expect(request == decoded, "\(text)")
    }
    #expect(read > 1_500 && withCourse > 500)
  }

  private func expectSame(_ page: RequestListReader, _ body: Data) throws {
    let text = String(decoding: body, as: UTF8.self)
    let decoded = try WireJSON.decode(RequestListBody.self, from: body)
    #expect(page.requests == decoded.data.map { $0.existingRequest(isRetrieved: false) }, "\(text)")
    // Texts that are equal to Swift may have different bytes.
    #expect(page.requests.map { Array($0.subject.utf8) } == decoded.data.map { Array($0.subject.utf8) }, "\(text)")
    #expect(page.links == decoded.links, "\(text)")
  }
}
