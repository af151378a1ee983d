package chat.charla.bench.http2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a kind of gRPC client writes in response to data: WINDOW_UPDATE frames, and PING frames with
 * which the client estimates the bandwidth. Tests compare each profile, except {@link #LEAN}, with
 * a recording of the real client.
 */
public enum ClientProfile {
  /** Windows so large that the client hardly ever enlarges them. No client can write less. */
  LEAN("lean", Frames.LARGEST_WINDOW, 4, false),

  /**
   * Windows of a fixed size, as in grpc-java over Netty with the option {@code flowControlWindow}.
   */
  FIXED("fixed", 1 << 20, 2, false),

  /** Go: data that arrives while no PING is unacknowledged triggers a WINDOW_UPDATE and a PING. */
  GRPC_GO("grpc-go", Frames.DEFAULT_WINDOW, 4, true) {
    @Override
    Probe probe(LongSupplier clock) {
      return new GoProbe(clock);
    }
  },

  /** Java over Netty: the first data triggers a PING, later only larger amounts of data do. */
  NETTY("netty", 1 << 20, 2, false) {
    @Override
    Probe probe(LongSupplier clock) {
      return new NettyProbe(clock);
    }
  },

  /** Java over OkHttp, as on Android: small windows, and no estimate of the bandwidth. */
  OKHTTP("okhttp", Frames.DEFAULT_WINDOW, 2, false);

  /** The name for all profiles of real clients, that is, all except {@link #LEAN}. */
  public static final String STOCK = "stock";

  private final String label;
  private final int window;
  private final int parts;
  private final boolean updateBeforePing;

  /**
   * Creates a profile.
   *
   * @param window the first window of the connection and of each stream, in bytes
   * @param parts the client enlarges a window when the data since the last WINDOW_UPDATE is at
   *     least the size of the window divided by {@code parts}
   * @param updateBeforePing whether the client enlarges the connection's window before each PING
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

  /**
   * The divisor: the client enlarges a window when the data since the last WINDOW_UPDATE is at
   * least the size of the window divided by this number.
   */
  int parts() {
    return parts;
  }

  /** Whether the client enlarges the connection's window before each PING. */
  boolean updateBeforePing() {
    return updateBeforePing;
  }

  /**
   * Creates the bandwidth estimate of one connection.
   *
   * @param clock gives nanoseconds, like {@link System#nanoTime}
   */
  Probe probe(LongSupplier clock) {
    return Probe.NONE;
  }
}
