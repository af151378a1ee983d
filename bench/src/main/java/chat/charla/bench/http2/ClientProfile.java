package chat.charla.bench.http2;

import chat.charla.bench.loop.Timers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The frames that a kind of gRPC client writes when data arrives: WINDOW_UPDATE frames, and PING
 * frames with which the client estimates the bandwidth. Tests compare each profile, except {@link
 * #LEAN}, with a recording of the real client.
 */
public enum ClientProfile {
  /** Windows so large that the client hardly ever enlarges them. So no real client writes less. */
  LEAN("lean", Frames.LARGEST_WINDOW, 4, Updates.SEPARATE),

  /**
   * Windows of a fixed size, as in grpc-java over Netty with the option {@code flowControlWindow}.
   */
  FIXED("fixed", 1 << 20, 2, Updates.SEPARATE),

  /** Go: if all PINGs are acknowledged, the next data triggers a WINDOW_UPDATE and a PING. */
  GRPC_GO("grpc-go", Frames.DEFAULT_WINDOW, 4, Updates.CONNECTION_BEFORE_PING) {
    @Override
    Probe probe(Timers timers, Runnable ping) {
      return new GoProbe(timers, ping);
    }
  },

  /**
   * Java over Netty: the first data triggers a PING. Each later PING needs a larger amount of data.
   */
  NETTY("netty", 1 << 20, 2, Updates.SEPARATE) {
    @Override
    Probe probe(Timers timers, Runnable ping) {
      return new NettyProbe(timers, ping);
    }
  },

  /** The C core (Python, C++, Ruby, PHP): the time between PINGs grows, up to ten seconds. */
  C_CORE("c-core", 4 << 20, 2, Updates.WITH_EACH_WRITE) {
    @Override
    Probe probe(Timers timers, Runnable ping) {
      return new CoreProbe(timers, ping);
    }
  },

  /**
   * Java over OkHttp, as on Android: small windows, and no estimate of the bandwidth. TypeScript
   * and JavaScript ({@code @grpc/grpc-js}) do the same.
   */
  OKHTTP("okhttp", Frames.DEFAULT_WINDOW, 2, Updates.SEPARATE);

  /**
   * The name that stands for all profiles of real clients. These are all profiles except {@link
   * #LEAN}.
   */
  public static final String STOCK = "stock";

  private final String label;
  private final int window;
  private final int parts;
  private final Updates updates;

  /**
   * Creates a profile.
   *
   * @param window the first window of the connection and of each stream, in bytes
   * @param parts the client enlarges a window when the data since the last WINDOW_UPDATE is at
   *     least the size of the window divided by {@code parts}
   * @param updates when the client enlarges windows
   */
  ClientProfile(String label, int window, int parts, Updates updates) {
    this.label = label;
    this.window = window;
    this.parts = parts;
    this.updates = updates;
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

  /** When the client enlarges windows. */
  Updates updates() {
    return updates;
  }

  /**
   * Creates the bandwidth estimate of one connection.
   *
   * @param timers the time of the connection
   * @param ping sends a PING
   */
  Probe probe(Timers timers, Runnable ping) {
    return Probe.NONE;
  }
}
