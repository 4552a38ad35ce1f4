import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOFoundationCompat
import OktaWire

/// Converts between the types of the server framework and those of the pipeline.
enum HummingbirdAdapter {
  static func respond(to request: Request, _ writer: consuming ResponseWriter, _ pipeline: Pipeline) async throws {
    switch await pipeline.respond(to: ServerCall(request)) {
    case .send(let response):
      let isWithoutBody = request.head.method == .head
      let body = isWithoutBody ? nil : response.body
      try await writer.write(
        response: response.head, body: body.map { ResponseBody(byteBuffer: ByteBuffer(bytes: $0)) } ?? ResponseBody())
    case .truncate(let response):
      // A response without a body announces one, so that it can be truncated as well.
      let announced = response.body ?? Data("{}".utf8)
      var response = response
      response.body = announced
      var body = try await writer.writeHead(response.head)
      if announced.count > 2 { try await body.write(ByteBuffer(bytes: announced.prefix(announced.count / 2))) }
      throw ConnectionClosedError()
    case .close: throw ConnectionClosedError()
    }
  }

  /// Thrown from the handler, it closes the connection after what was written before.
  private struct ConnectionClosedError: Error {}
}

extension ServerCall {
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

extension ServerResponse {
  fileprivate var head: HTTPResponse {
    var head = HTTPResponse(status: HTTPResponse.Status(code: status))
    head.headerFields.append(contentsOf: headers)
    // 204 has no length (RFC 9110, section 8.6).
    if status != 204 { head.headerFields[.contentLength] = String(body?.count ?? 0) }
    return head
  }
}
