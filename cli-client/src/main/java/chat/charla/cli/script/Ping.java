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
 * Asks a server for signs of life, as nobody: it makes no identity and takes no name. For one
 * thread, but any may read the counts.
 */
public final class Ping implements AutoCloseable {
  private final GrpcTransport transport;
  private final Duration timeout;
  private boolean connected;

  /** Counted by one thread; a signal's thread reads them for the summary. */
  private final AtomicLong sent = new AtomicLong();

  private final AtomicLong answered = new AtomicLong();

  /**
   * Nothing is sent yet.
   *
   * @param timeout how long one answer may take
   */
  public Ping(Route route, Duration timeout) {
    this.transport = Channels.open(route);
    this.timeout = timeout;
  }

  /**
   * Waits for one answer. Before the first one that is measured there is another, which is as much
   * about connecting as about the server.
   *
   * @return how long it took
   * @throws CallFailedException if there is none, or one that is not a Charla server's
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

  /** How many questions there were. */
  public long sent() {
    return sent.get();
  }

  /** How many answers there were. */
  public long answered() {
    return answered.get();
  }

  @Override
  public void close() {
    transport.close();
  }
}
