package chat.charla.bench.http2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a kind of gRPC client writes because data arrives: WINDOW_UPDATE frames, and PING frames by
 * which it estimates the bandwidth. Each profile is compared with a recording of the client that it
 * stands for, except {@link #LEAN}.
 */
public enum ClientProfile {
  /** Windows so large that they are hardly ever enlarged; the least that a client can write. */
  LEAN("lean", Frames.LARGEST_WINDOW, 4, false),

  /** Windows of a fixed size, as grpc-java over Netty has them with {@code flowControlWindow}. */
  FIXED("fixed", 1 << 20, 2, false),

  /** Go: a PING for data that arrives while no PING is on its way, after a WINDOW_UPDATE. */
  GRPC_GO("grpc-go", Frames.DEFAULT_WINDOW, 4, true) {
    @Override
    Probe probe(LongSupplier clock) {
      return new GoProbe(clock);
    }
  },

  /** Java over Netty: the first data is answered by a PING, later only much data is. */
  NETTY("netty", 1 << 20, 2, false) {
    @Override
    Probe probe(LongSupplier clock) {
      return new NettyProbe(clock);
    }
  },

  /** Java over OkHttp, as on Android: small windows, and no estimate. */
  OKHTTP("okhttp", Frames.DEFAULT_WINDOW, 2, false);

  /** Stands for all profiles except {@link #LEAN}, which no real client has. */
  public static final String STOCK = "stock";

  private final String label;
  private final int window;
  private final int parts;
  private final boolean updateBeforePing;

  /**
   * Creates a profile.
   *
   * @param window the first window of the connection and of each stream, in bytes
   * @param parts a window is enlarged when the data since the last time is at least the window
   *     divided by this
   * @param updateBeforePing whether the connection's window is enlarged before each PING
   */
  ClientProfile(String label, int window, int parts, boolean updateBeforePing) {
    this.label = label;
    this.window = window;
    this.parts = parts;
    this.updateBeforePing = updateBeforePing;
  }

  /**
   * The profiles with these names, without repetitions.
   *
   * @param labels names of profiles, or {@link #STOCK}
   * @throws IllegalArgumentException if a name is unknown
   */
  public static List<ClientProfile> named(List<String> labels) {
    List<ClientProfile> named = new ArrayList<>();
    for (String label : labels) {
      List<ClientProfile> found =
          Arrays.stream(values())
              .filter(
                  profile -> label.equals(STOCK) ? profile != LEAN : profile.label.equals(label))
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException("there is no profile " + label);
      }
      named.addAll(found);
    }
    return named.stream().distinct().toList();
  }

  /** The name on the command line and in tables: lower case and hyphens. */
  public String label() {
    return label;
  }

  /** The first window of the connection and of each stream, in bytes. */
  int window() {
    return window;
  }

  /** A window is enlarged when the data since the last time is at least this part of it. */
  int parts() {
    return parts;
  }

  /** Whether the connection's window is enlarged before each PING. */
  boolean updateBeforePing() {
    return updateBeforePing;
  }

  /**
   * Creates the estimate of one connection.
   *
   * @param clock nanoseconds, like {@link System#nanoTime}
   */
  Probe probe(LongSupplier clock) {
    return Probe.NONE;
  }
}
