package chat.charla.server.grpc;

import chat.charla.server.chat.Caller;
import chat.charla.server.limit.ConnectionSlots;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.Slot;
import com.google.common.net.InetAddresses;
import io.grpc.Attributes;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelException;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundBuffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The state that the calls of one connection share. The peer is the client of the connection: the
 * socket's peer or, if a trusted proxy has sent a PROXY header, the client in that header. Once the
 * connection is registered, its event loop owns this object, except for the methods marked for any
 * thread.
 */
final class Connection implements Caller.Connection {
  /** The attribute under which a call finds its connection. */
  static final Attributes.Key<Connection> KEY = Attributes.Key.create("connection");

  /**
   * How many calls may be cancelled on a connection in a period. Well-behaved clients stay below
   * this rate.
   */
  static final Rate MAX_CANCELLED = new Rate(400, Duration.ofSeconds(10));

  /** The unspecified address, which no client has: 0.0.0.0. */
  private static final InetAddress UNKNOWN = InetAddresses.forString("0.0.0.0");

  private final Channel channel;
  private @Nullable InetAddress peer;
  private volatile @Nullable ConnectionSlots slots;
  private volatile @Nullable Slot slot;
  private volatile boolean proven;
  private volatile boolean resetRequested;
  private int cancelled;
  private long cancelledSince;

  Connection(Channel channel) {
    this.channel = channel;
    this.peer = address(channel.remoteAddress());
  }

  Channel channel() {
    return channel;
  }

  /** The address of the client; null if the client has no Internet address. */
  @Nullable InetAddress peer() {
    return peer;
  }

  /**
   * Sets the client that a proxy has named. If a proxy on another machine names a loopback address,
   * the client runs on the proxy's machine. Then the client's address counts as unknown, because
   * here a loopback address means the server's machine.
   */
  void setForwardedClient(InetAddress client) {
    InetAddress proxy = address(channel.remoteAddress());
    boolean onProxyMachine =
        client.isLoopbackAddress() && proxy != null && !proxy.isLoopbackAddress();
    peer = onProxyMachine ? UNKNOWN : client;
  }

  /** Records the slot that the connection holds. */
  void takeSlot(ConnectionSlots owner, Slot taken) {
    slots = owner;
    slot = taken;
  }

  /** Frees the slot that the connection holds, if any. */
  void freeSlot() {
    if (slots != null && slot != null) {
      slots.free(slot);
    }
  }

  /** Records that a call has presented a valid session of this user. For any thread. */
  @Override
  public void proven(String userId) {
    ConnectionSlots owner = slots;
    Slot taken = slot;
    if (!proven && owner != null && taken != null) {
      proven = true;
      owner.proven(taken, userId);
    }
  }

  /**
   * Counts a call that the peer, which is a proxy, forwards for this client. For any thread.
   *
   * @return whether the call may begin; if so, the caller must later call {@link #endCall}
   */
  boolean beginCall(Origin client) {
    ConnectionSlots owner = slots;
    Slot taken = slot;
    return owner == null || taken == null || owner.beginCall(taken, client);
  }

  /** Ends a call that {@link #beginCall} has counted. For any thread. */
  void endCall(Origin client) {
    ConnectionSlots owner = slots;
    Slot taken = slot;
    if (owner != null && taken != null) {
      owner.endCall(taken, client);
    }
  }

  /**
   * Like {@link #reset}, for any thread. Resets a connection without an event loop only when it has
   * one, because otherwise the connection's close listeners would never run.
   */
  void resetFromAnyThread() {
    resetRequested = true;
    if (!channel.isRegistered()) {
      return;
    }
    try {
      channel.eventLoop().execute(this::reset);
    } catch (RejectedExecutionException closed) {
      // The event loops have ended, and all connections with them.
    }
  }

  /** Whether {@link #resetFromAnyThread} was called. */
  boolean isResetRequested() {
    return resetRequested;
  }

  /**
   * Counts a call that the client has cancelled.
   *
   * @param now nanoseconds of a monotonic clock
   * @return whether the client has cancelled more calls than {@code limit} allows
   */
  boolean countCancelledCall(Rate limit, long now) {
    if (cancelled == 0 || now - cancelledSince > limit.period().toNanos()) {
      cancelled = 0;
      cancelledSince = now;
    }
    cancelled++;
    return cancelled > limit.count();
  }

  /**
   * Closes the connection at once with a TCP reset, so that the operating system keeps no state of
   * the connection.
   */
  void reset() {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException alreadyReset) {
      // Some systems refuse the option once the peer has disconnected.
    }
    if (channel.isRegistered()) {
      channel.unsafe().close(channel.unsafe().voidPromise());
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /** The bytes in the outbound buffer, which the operating system has not accepted yet. */
  long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** The Internet address of a socket's peer; null if the peer has none. */
  static @Nullable InetAddress address(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress internet ? internet.getAddress() : null;
  }
}
