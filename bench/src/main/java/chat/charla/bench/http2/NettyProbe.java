package chat.charla.bench.http2;

import chat.charla.bench.loop.Timers;

/**
 * The bandwidth estimate of grpc-java over Netty. The first data triggers a PING. After a PING that
 * enlarges the windows, the next data triggers a PING. After each PING that does not, the client
 * waits for half a window of data more than before, up to five windows, until it sends the next
 * PING.
 */
final class NettyProbe implements Probe {
  private static final int LARGEST = 8 << 20;
  private static final int MOST_HALVES = 10;

  private final Timers timers;
  private final Runnable ping;
  private int window = ClientProfile.NETTY.window();
  private int halves;
  private boolean waiting;
  private long sentAt;
  private long sincePing;
  private double fastest;

  NettyProbe(Timers timers, Runnable ping) {
    this.timers = timers;
    this.ping = ping;
  }

  @Override
  public void received(int bytes) {
    boolean due = !waiting && 2 * (sincePing + bytes) >= (long) halves * window;
    if (due) {
      waiting = true;
      sentAt = timers.now();
      sincePing = 0;
      ping.run();
    }
    sincePing += bytes;
  }

  @Override
  public int acknowledged() {
    waiting = false;
    double speed = sincePing / (double) Math.max(1, timers.now() - sentAt);
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
