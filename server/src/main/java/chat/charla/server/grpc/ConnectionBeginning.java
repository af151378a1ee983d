package chat.charla.server.grpc;

import chat.charla.server.proxy.ProxyHeader;
import chat.charla.server.proxy.ProxyHeaders;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a connection, before TLS and HTTP/2: it reads the header of the PROXY
 * protocol, if there is one, and removes itself from the pipeline. The first bytes show whether
 * there is a header, since neither TLS nor HTTP/2 begins with the same bytes. gRPC's handshake
 * timeout runs from the start of the connection, so it also limits how long the header may take to
 * arrive.
 *
 * <p>This handler also passes the {@link Connection} to gRPC as an attribute of all calls. gRPC has
 * no public API for that; gRPC's own modules, such as ALTS, use the same internal classes.
 */
final class ConnectionBeginning extends ByteToMessageDecoder {
  /** Decides on connections whose first bytes are a PROXY header. */
  interface Gate {
    /** Whether this peer is a trusted proxy. */
    boolean isTrustedProxy(@Nullable InetAddress peer);

    /** Closes a connection that sends a header although its peer is not a trusted proxy. */
    void refuseUntrusted(Connection connection);

    /** Closes a connection of a trusted proxy that sends a malformed header. */
    void refuseMalformed(Connection connection, String reason);

    /**
     * Counts a connection for the client that a proxy has named, or closes the connection if a
     * limit is reached.
     *
     * @return whether the connection was admitted
     */
    boolean admit(Channel channel, Connection connection);
  }

  private final Connection connection;
  private final Gate gate;

  ConnectionBeginning(Connection connection, Gate gate) {
    this.connection = connection;
    this.gate = gate;
    setSingleDecode(true);
  }

  /** Resets the connection if a reset was requested before the connection had an event loop. */
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (connection.isResetRequested()) {
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
    ProxyHeader header = ProxyHeaders.read(in.nioBuffer());
    boolean trusted = gate.isTrustedProxy(connection.peer());
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
    connection.setForwardedClient(client);
    return gate.admit(context.channel(), connection);
  }
}
