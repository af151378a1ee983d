package chat.charla.bench.http2;

import java.util.function.LongSupplier;

/**
 * The estimate of grpc-java over Netty: the first data is answered by a PING, and then every half
 * window of data. Each PING that does not enlarge the windows makes the distance to the next one
 * half a window longer, up to five windows.
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
