package chat.charla.bench.http2;

import chat.charla.bench.loop.Timers;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The bandwidth estimate of gRPC's C core, as in grpcio 1.85 ({@code bdp_estimator.cc}, {@code
 * chttp2_transport.cc}). The client waits after each acknowledgement, at first 100 ms. Then it
 * sends the next PING if data has arrived meanwhile; otherwise, the next data triggers the PING.
 * Each time two PINGs have not made the estimate grow, the client waits 100 to 200 ms longer than
 * before, up to ten seconds. When the estimate grows, the client waits half as long as before.
 */
final class CoreProbe implements Probe {
  private static final long FIRST_ESTIMATE = 64 << 10;
  private static final int FIRST_WAIT_MILLIS = 100;
  private static final int LONGEST_WAIT_MILLIS = 10_000;
  private static final int LEAST_JITTER_MILLIS = 100;
  private static final int MOST_JITTER_MILLIS = 200;
  private static final long LARGEST_WINDOW = 1 << 30;

  private final Timers timers;
  private final Runnable ping;

  /** Whether the next data triggers a PING. */
  private boolean idle = true;

  /** The data since the last PING was triggered or acknowledged, in bytes. */
  private long arrived;

  private long sentAt;
  private int waitMillis = FIRST_WAIT_MILLIS;
  private int withoutGrowth;
  private long estimate = FIRST_ESTIMATE;
  private double fastest;

  CoreProbe(Timers timers, Runnable ping) {
    this.timers = timers;
    this.ping = ping;
  }

  @Override
  public void received(int bytes) {
    if (idle) {
      idle = false;
      arrived = 0;
      // The client writes the PING when it has processed all data of the present read.
      timers.at(timers.now(), this::send);
    }
    arrived += bytes;
  }

  @Override
  public int acknowledged() {
    long now = timers.now();
    double speed = arrived / (double) Math.max(1, now - sentAt);
    if (3 * arrived > 2 * estimate && speed > fastest) {
      estimate = Math.max(arrived, 2 * estimate);
      fastest = speed;
      waitMillis /= 2;
      withoutGrowth = 0;
    } else if (waitMillis < LONGEST_WAIT_MILLIS && ++withoutGrowth == 2) {
      waitMillis += ThreadLocalRandom.current().nextInt(LEAST_JITTER_MILLIS, MOST_JITTER_MILLIS);
      withoutGrowth = 0;
    }
    arrived = 0;
    timers.at(now + TimeUnit.MILLISECONDS.toNanos(waitMillis), this::waited);
    return window();
  }

  private void waited() {
    if (arrived == 0) {
      idle = true;
    } else {
      arrived = 0;
      send();
    }
  }

  private void send() {
    sentAt = timers.now();
    ping.run();
  }

  /** Twice the estimate, rounded up to a power of two, and at least the first window. */
  private int window() {
    long wanted = Math.min(2 * estimate, LARGEST_WINDOW);
    int power = Integer.highestOneBit((int) wanted);
    return Math.max(power < wanted ? 2 * power : power, ClientProfile.C_CORE.window());
  }
}
