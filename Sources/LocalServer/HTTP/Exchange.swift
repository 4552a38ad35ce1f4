import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOFoundationCompat
import OktaWire

/// Between the server framework and the pipeline: one HTTP request becomes a call, one answer becomes a response.
enum Exchange {
  static func answer(_ request: Request, _ writer: consuming ResponseWriter, _ pipeline: Pipeline) async throws {
    switch await pipeline.answer(Call(request)) {
    case .whole(let answer):
      let isWithoutBody = request.head.method == .head
      let body = isWithoutBody ? nil : answer.body
      try await writer.write(
        response: answer.head, body: body.map { ResponseBody(byteBuffer: ByteBuffer(bytes: $0)) } ?? ResponseBody())
    case .cutShort(let answer):
      // A reply without a body promises one, so that it can break off as well.
      let promised = answer.body ?? Data("{}".utf8)
      var answer = answer
      answer.body = promised
      var body = try await writer.writeHead(answer.head)
      if promised.count > 2 { try await body.write(ByteBuffer(bytes: promised.prefix(promised.count / 2))) }
      throw ConnectionBreak()
    case .nothing: throw ConnectionBreak()
    }
  }

  /// Thrown out of the handler, it closes the connection: what was written before goes out, and nothing else does.
  private struct ConnectionBreak: Error {}
}

extension Call {
  fileprivate init(_ request: Request) {
    let target = request.head.path ?? "/"
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let body = request.body
    self.init(
      method: request.head.method.rawValue, path: parts[0], query: parts.count == 2 ? parts[1] : "",
      origin: "http://" + (request.head.authority ?? "127.0.0.1"),
      site: request.headers[.origin], authorization: request.headers[.authorization],
      dpop: request.headers[values: .dpop],
      contentType: request.headers[.contentType],
      body: { limit in
        do {
          return Data(buffer: try await body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
          return nil
        }
      })
  }
}

extension Answer {
  fileprivate var head: HTTPResponse {
    var head = HTTPResponse(status: HTTPResponse.Status(code: status))
    head.headerFields.append(contentsOf: headers)
    if status != 204 { head.headerFields[.contentLength] = String(body?.count ?? 0) }
    return head
  }
}
