import NIOCore
import NIOEmbedded
import OktaClient
import Testing

@Suite("What is written to a connection")
struct FlushesTogetherTests {
  @Test("parts that are flushed within one turn of the event loop leave together, and in their order")
  func together() throws {
    let counter = FlushCounter()
    let channel = EmbeddedChannel(handlers: [counter, FlushesTogether()])
    for text in ["head", "body"] { channel.writeAndFlush(IOData.byteBuffer(ByteBuffer(string: text)), promise: nil) }
    #expect(try channel.readOutbound(as: IOData.self) == nil)
    channel.embeddedEventLoop.run()
    #expect(counter.count == 1)
    #expect(try channel.readOutbound(as: IOData.self) == .byteBuffer(ByteBuffer(string: "head")))
    #expect(try channel.readOutbound(as: IOData.self) == .byteBuffer(ByteBuffer(string: "body")))
    channel.writeAndFlush(IOData.byteBuffer(ByteBuffer(string: "next")), promise: nil)
    channel.embeddedEventLoop.run()
    #expect(counter.count == 2)
    #expect(try channel.readOutbound(as: IOData.self) == .byteBuffer(ByteBuffer(string: "next")))
    _ = try channel.finish()
  }
}

/// Counts the flushes that reach the socket.
private final class FlushCounter: ChannelOutboundHandler {
  typealias OutboundIn = IOData
  private(set) var count = 0

  func flush(context: ChannelHandlerContext) {
    count += 1
    context.flush()
  }
}
