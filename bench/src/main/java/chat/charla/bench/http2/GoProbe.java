package chat.charla.bench.http2;

import chat.charla.bench.loop.Timers;

/**
 * The bandwidth estimate of grpc-go. It sends a PING when data arrives and all earlier PINGs are
 * acknowledged. A sample is the data that arrives between a PING and its acknowledgement. If a
 * sample is at least two thirds of a window, and no earlier sample arrived faster, the windows
 * become twice as large as the sample.
 */
final class GoProbe implements Probe {
  private static final int LARGEST = 16 << 20;
  private static final double LARGE_SAMPLE_PART = 0.66;
  private static final int FIRST_SAMPLES = 10;
  private static final double NEWEST_WEIGHT = 0.9;
  private static final double ROUND_TRIPS = 1.5;

  private final Timers timers;
  private final Runnable ping;
  private int window = Frames.DEFAULT_WINDOW;
  private boolean waiting;
  private long sentAt;
  private long sample;
  private long samples;
  private double roundTrip;
  private double fastest;

  GoProbe(Timers timers, Runnable ping) {
    this.timers = timers;
    this.ping = ping;
  }

  @Override
  public void received(int bytes) {
    if (window == LARGEST) {
      return;
    }
    if (waiting) {
      sample += bytes;
      return;
    }
    waiting = true;
    sample = bytes;
    samples++;
    sentAt = timers.now();
    ping.run();
  }

  @Override
  public int acknowledged() {
    waiting = false;
    double weight = samples < FIRST_SAMPLES ? 1.0 / samples : NEWEST_WEIGHT;
    roundTrip += weight * (timers.now() - sentAt - roundTrip);
    double speed = sample / (ROUND_TRIPS * roundTrip);
    boolean faster = speed >= fastest;
    fastest = Math.max(fastest, speed);
    if (!faster || sample < LARGE_SAMPLE_PART * window || window == LARGEST) {
      return 0;
    }
    window = (int) Math.min(2 * sample, LARGEST);
    return window;
  }
}
