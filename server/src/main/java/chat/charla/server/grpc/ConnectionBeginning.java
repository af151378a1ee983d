package chat.charla.server.grpc;

import chat.charla.server.proxy.ProxyHeader;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.util.List;

/**
 * The first handler of a connection, before TLS and HTTP/2: it reads the header of the PROXY
 * protocol, if there is one, and is gone. Whether there is one is seen from the first bytes, since
 * neither TLS nor HTTP/2 begins so. How long a header may take is bounded with TLS and the
 * beginning of HTTP/2: gRPC's time for the handshake runs from when the connection is made.
 *
 * <p>It also hands the {@link Connection} to gRPC, as an attribute of all calls. gRPC has no public
 * way for that; this is the one of its own modules, such as ALTS.
 */
final class ConnectionBeginning extends ByteToMessageDecoder {
  private final Connection connection;
  private final ConnectionGate gate;

  ConnectionBeginning(Connection connection, ConnectionGate gate) {
    this.connection = connection;
    this.gate = gate;
    setSingleDecode(true);
  }

  /** Now it has an event loop. */
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (connection.isUnwanted()) {
      context.executor().execute(connection::reset);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    super.userEventTriggered(
        context,
        event instanceof ProtocolNegotiationEvent negotiation
            ? withConnection(negotiation)
            : event);
  }

  private ProtocolNegotiationEvent withConnection(ProtocolNegotiationEvent event) {
    return InternalProtocolNegotiationEvent.withAttributes(
        event,
        InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
            .set(Connection.KEY, connection)
            .build());
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    ProxyHeader header = ProxyHeader.read(in.nioBuffer());
    boolean trusted = gate.clients().isTrustedProxy(connection.peer());
    if (header instanceof ProxyHeader.None) {
      context.pipeline().remove(this);
    } else if (!trusted && !(header instanceof ProxyHeader.Incomplete begun && !begun.certain())) {
      in.clear();
      gate.refuseUntrusted(connection);
    } else if (header instanceof ProxyHeader.Malformed malformed) {
      in.clear();
      gate.refuseMalformed(connection, malformed.reason());
    } else if (header instanceof ProxyHeader.Complete complete) {
      in.skipBytes(complete.length());
      if (complete.source().isEmpty() || admit(context, complete.source().get())) {
        context.pipeline().remove(this);
      } else {
        in.clear();
      }
    }
  }

  private boolean admit(ChannelHandlerContext context, InetAddress client) {
    connection.forwardedFor(client);
    return gate.admit(context.channel(), connection);
  }
}
