package chat.charla.bench.http2;

import chat.charla.bench.loop.Timers;

/**
 * The bandwidth estimate of grpc-java over Netty. The first data triggers a PING. After a PING that
 * enlarges the windows, the next data triggers a PING. After a PING that does not enlarge the
 * windows, the client waits for more data than before. The amount grows by half a window each time,
 * up to five windows.
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
