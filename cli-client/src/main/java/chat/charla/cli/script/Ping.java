package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.connection.Channels;
import chat.charla.cli.connection.Route;
import chat.charla.client.GrpcTransport;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pings a server without creating an identity. Only one thread may ping, but any thread may read
 * the counts.
 */
public final class Ping implements AutoCloseable {
  private final GrpcTransport transport;
  private final Duration timeout;
  private boolean connected;

  /**
   * The pinging thread writes {@code sent} and {@code answered}. The shutdown thread reads them for
   * the summary.
   */
  private final AtomicLong sent = new AtomicLong();

  private final AtomicLong answered = new AtomicLong();

  /**
   * Creates a pinger, without sending anything.
   *
   * @param timeout the time limit for one answer
   */
  public Ping(Route route, Duration timeout) {
    this.transport = Channels.open(route);
    this.timeout = timeout;
  }

  /**
   * Sends one ping and waits for the answer. Makes another call before the first measurement, so
   * that this measurement does not include the time for connecting.
   *
   * @return the round-trip time
   * @throws CallFailedException if no answer comes, or the answer is not from a Charla server
   */
  public Duration once() throws CallFailedException, InterruptedIOException {
    sent.incrementAndGet();
    if (!connected) {
      Calls.greet(transport, timeout);
      connected = true;
    }
    long start = System.nanoTime();
    Calls.greet(transport, timeout);
    Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
    answered.incrementAndGet();
    return roundTrip;
  }

  /** The number of pings sent. */
  public long sent() {
    return sent.get();
  }

  /** The number of answers received. */
  public long answered() {
    return answered.get();
  }

  @Override
  public void close() {
    transport.close();
  }
}
