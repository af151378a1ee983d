package chat.charla.server.simulation;

import chat.charla.server.scheduling.Scheduler;
import chat.charla.testkit.VirtualTime;
import io.grpc.Attributes;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One call over a simulated connection. Each direction delivers bytes in order, after random
 * delays. The server's side is ready only while few bytes are in transit. The call can be stalled
 * or cut.
 *
 * @param <Q> the request
 * @param <A> the response
 */
final class SimulatedCall<Q, A> extends ServerCall<Q, A> {
  /**
   * With this number of bytes in transit, the stream is no longer ready. gRPC's number is far
   * higher, so a stream would seldom reach it here.
   */
  private static final int MAX_READY_BYTES = 3000;

  /** The client's side. Called in virtual time. */
  interface Client {
    /**
     * The server sends this message. Called on the server's side.
     *
     * @return what the client does when it arrives, in the network's scheduler
     */
    Runnable message(byte[] bytes);

    /** The call has ended. Called in the network's scheduler. */
    void closed(Status status, Metadata trailers);
  }

  /** A message of known length, like gRPC's own messages, so that it is parsed at once. */
  static final class Bytes extends ByteArrayInputStream implements KnownLength {
    Bytes(byte[] message) {
      super(message);
    }
  }

  private final VirtualTime time;
  private final Random random;
  private final Scheduler network;
  private final SimulatedServer.Running server;
  private final Scheduler loop;
  private final ServerMethodDefinition<Q, A> method;
  private final Client client;
  private final Duration maxDelay;
  private final int readyBytes;
  private Attributes attributes = Attributes.EMPTY;

  // The server's side.
  private ServerCall.@Nullable Listener<Q> listener;
  private final Queue<Runnable> inbound = new ArrayDeque<>();
  private boolean halfClosed;
  private int requested;
  private int bytesInTransit;
  private boolean cancelled;
  private boolean closedByServer;

  // The network.
  private long lastToServer;
  private long lastToClient;
  private long stalledUntil;
  private boolean ended;

  SimulatedCall(
      VirtualTime time,
      Random random,
      Scheduler network,
      SimulatedServer.Running server,
      ServerMethodDefinition<Q, A> method,
      Client client,
      Duration maxDelay) {
    this.time = time;
    this.random = random;
    this.network = network;
    this.server = server;
    this.loop = server.anyLoop();
    this.method = method;
    this.client = client;
    this.maxDelay = maxDelay;
    this.readyBytes = 1 + random.nextInt(MAX_READY_BYTES);
    server.add(this);
  }

  /** Sets the attributes of the connection. */
  SimulatedCall<Q, A> with(Attributes connection) {
    attributes = connection;
    return this;
  }

  // From the client.

  void start(Metadata headers) {
    toServer(
        () ->
            server.onLoop(
                loop,
                () -> {
                  if (cancelled) {
                    return; // The connection broke before the call arrived.
                  }
                  listener = method.getServerCallHandler().startCall(this, headers);
                  if (isReady()) {
                    listener.onReady();
                  }
                  deliverInbound();
                }));
  }

  void send(byte[] request) {
    send(request, () -> {});
  }

  /** Sends a request, and runs the task when the server takes it. */
  void send(byte[] request, Runnable whenTaken) {
    toServer(
        () ->
            arrive(
                () -> {
                  requested--;
                  whenTaken.run();
                  startedListener()
                      .onMessage(getMethodDescriptor().parseRequest(new Bytes(request)));
                }));
  }

  void halfClose() {
    toServer(
        () -> {
          halfClosed = true;
          loop.execute(this::deliverInbound);
        });
  }

  /** The client cancels the call. */
  void cancel() {
    if (!ended) {
      ended = true;
      toServer(this::connectionLost);
    }
  }

  /** Breaks the connection; the server learns of it after this time. */
  void cut(Duration untilServerKnows) {
    if (ended) {
      return;
    }
    ended = true;
    network.schedule(randomDelay(), () -> client.closed(Status.UNAVAILABLE, new Metadata()));
    network.schedule(untilServerKnows, this::connectionLost);
  }

  /** The client reads nothing for this time. */
  void stall(Duration duration) {
    stalledUntil = time.nanoTime() + duration.toNanos();
  }

  void serverKilled() {
    cancelled = true;
    if (!ended) {
      ended = true;
      network.schedule(randomDelay(), () -> client.closed(Status.UNAVAILABLE, new Metadata()));
    }
  }

  private void connectionLost() {
    server.remove(this);
    loop.execute(
        () -> {
          if (!cancelled && !closedByServer) {
            cancelled = true;
            if (listener != null) {
              listener.onCancel();
            }
          }
        });
  }

  // The server's side, on its loop.

  @Override
  public void request(int count) {
    requested += count;
    loop.execute(this::deliverInbound);
  }

  @Override
  public void sendHeaders(Metadata headers) {}

  @Override
  public void sendMessage(A message) {
    if (closedByServer) {
      throw new IllegalStateException("a message after the end of the call");
    }
    byte[] bytes = bytes(message);
    Runnable arrival = client.message(bytes);
    bytesInTransit += bytes.length;
    toClient(
        () -> {
          if (!ended) {
            arrival.run();
            loop.execute(() -> consumed(bytes.length));
          }
        });
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (closedByServer) {
      throw new IllegalStateException("the call ends a second time");
    }
    closedByServer = true;
    server.remove(this);
    toClient(
        () -> {
          if (!ended) {
            ended = true;
            client.closed(status, trailers);
          }
        });
    loop.execute(
        () -> {
          if (!cancelled) {
            startedListener().onComplete();
          }
        });
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public boolean isReady() {
    return !closedByServer && !cancelled && bytesInTransit < readyBytes;
  }

  @Override
  public MethodDescriptor<Q, A> getMethodDescriptor() {
    return method.getMethodDescriptor();
  }

  private void consumed(int count) {
    boolean before = isReady();
    bytesInTransit -= count;
    if (!before && isReady()) {
      startedListener().onReady();
    }
  }

  private void arrive(Runnable delivery) {
    inbound.add(delivery);
    loop.execute(this::deliverInbound);
  }

  private void deliverInbound() {
    while (listener != null && !cancelled && requested > 0 && !inbound.isEmpty()) {
      inbound.remove().run();
    }
    if (listener != null && !cancelled && halfClosed && inbound.isEmpty()) {
      halfClosed = false;
      listener.onHalfClose();
    }
  }

  private ServerCall.Listener<Q> startedListener() {
    if (listener == null) {
      throw new IllegalStateException("the call has not started");
    }
    return listener;
  }

  // The network.

  private void toServer(Runnable arrival) {
    lastToServer = Math.max(lastToServer, time.nanoTime() + randomDelay().toNanos());
    network.schedule(Duration.ofNanos(lastToServer - time.nanoTime()), arrival);
  }

  private void toClient(Runnable arrival) {
    long at = Math.max(time.nanoTime() + randomDelay().toNanos(), stalledUntil);
    lastToClient = Math.max(lastToClient, at);
    network.schedule(Duration.ofNanos(lastToClient - time.nanoTime()), arrival);
  }

  private Duration randomDelay() {
    return Duration.ofNanos((long) (random.nextDouble() * maxDelay.toNanos()));
  }

  /** The bytes as gRPC writes them. */
  private byte[] bytes(A message) {
    try (InputStream stream = getMethodDescriptor().streamResponse(message)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(stream.available());
      ((Drainable) stream).drainTo(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
