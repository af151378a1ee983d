package chat.charla.bench.http2;

import java.util.function.LongSupplier;

/**
 * The bandwidth estimate of grpc-java over Netty. The first data triggers a PING. After a PING that
 * enlarges the windows, the next data triggers a PING. After each PING that does not, the client
 * waits for half a window of data more than before, up to five windows, until it sends the next
 * PING.
 */
final class NettyProbe implements Probe {
  private static final int LARGEST = 8 << 20;
  private static final int MOST_HALVES = 10;

  private final LongSupplier clock;
  private int window = ClientProfile.NETTY.window();
  private int halves;
  private boolean waiting;
  private long sentAt;
  private long sincePing;
  private double fastest;

  NettyProbe(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public boolean received(int bytes) {
    boolean due = !waiting && 2 * (sincePing + bytes) >= (long) halves * window;
    if (due) {
      waiting = true;
      sentAt = clock.getAsLong();
      sincePing = 0;
    }
    sincePing += bytes;
    return due;
  }

  @Override
  public int acknowledged() {
    waiting = false;
    double speed = sincePing / (double) Math.max(1, clock.getAsLong() - sentAt);
    int wanted = (int) Math.min(2 * sincePing, LARGEST);
    if (speed <= fastest || wanted <= window) {
      halves = Math.min(halves + 1, MOST_HALVES);
      return 0;
    }
    halves = 0;
    fastest = speed;
    window = wanted;
    return window;
  }
}
