package chat.charla.server.grpc;

import chat.charla.server.limit.Places;
import chat.charla.server.limit.Places.Place;
import chat.charla.server.limit.Rate;
import chat.charla.server.session.Caller;
import io.grpc.Attributes;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelException;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection, for those who look at its calls. The peer is whoever the connection is made for:
 * the socket's peer, or the one that a trusted proxy tells by the PROXY protocol before anything
 * else. Owned by the connection's event loop, once it has one, but for what is said to be for any
 * thread.
 */
final class Connection implements Caller.Connection {
  /** A connection as an attribute of its calls. */
  static final Attributes.Key<Connection> KEY = Attributes.Key.create("connection");

  /** More calls taken back, and in which time, than a well-behaved client has. */
  static final Rate MAX_TAKEN_BACK = new Rate(400, Duration.ofSeconds(10));

  private final Channel channel;
  private @Nullable InetAddress peer;
  private volatile @Nullable Places places;
  private volatile @Nullable Place place;
  private volatile boolean proven;
  private volatile boolean unwanted;
  private int takenBack;
  private long takenBackSince;

  Connection(Channel channel) {
    this.channel = channel;
    this.peer = address(channel.remoteAddress());
  }

  Channel channel() {
    return channel;
  }

  /** For whom it is made; null if that has no Internet address. */
  @Nullable InetAddress peer() {
    return peer;
  }

  /** A proxy tells for whom it is made. */
  void forwardedFor(InetAddress client) {
    peer = client;
  }

  /** It has this place from now on. */
  void takePlace(Places owner, Place taken) {
    places = owner;
    place = taken;
  }

  /** Frees the place that it may have. */
  void leavePlace() {
    if (places != null && place != null) {
      places.free(place);
    }
  }

  /** By any thread. */
  @Override
  public void proven(String userId) {
    Places owner = places;
    Place taken = place;
    if (!proven && owner != null && taken != null) {
      proven = true;
      owner.proven(taken, userId);
    }
  }

  /**
   * As {@link #reset}, by any thread. A connection that has no event loop yet is reset when it has
   * one: closed before, it would never be told to be closed.
   */
  void resetSoon() {
    unwanted = true;
    if (!channel.isRegistered()) {
      return;
    }
    try {
      channel.eventLoop().execute(this::reset);
    } catch (RejectedExecutionException closed) {
      // So are all connections.
    }
  }

  /** Whether it is to be reset. */
  boolean isUnwanted() {
    return unwanted;
  }

  /**
   * One more of its calls was taken back.
   *
   * @param now nanoseconds of a monotonic clock
   * @return whether it takes back more than that
   */
  boolean callTakenBack(Rate most, long now) {
    if (takenBack == 0 || now - takenBackSince > most.period().toNanos()) {
      takenBack = 0;
      takenBackSince = now;
    }
    takenBack++;
    return takenBack > most.count();
  }

  /**
   * Closes it at once and without a word, so that nothing is left in the operating system either.
   */
  void reset() {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException alreadyReset) {
      // Some systems say so when the peer is gone.
    }
    if (channel.isRegistered()) {
      channel.unsafe().close(channel.unsafe().voidPromise());
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /** The Internet address of a socket's peer; null if it has none. */
  static @Nullable InetAddress address(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress internet ? internet.getAddress() : null;
  }
}
