package chat.charla.server.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies that are believed what they tell about their clients. Immutable.
 *
 * <p>A proxy is never limited as if it were a client. So there must be no clients at these
 * addresses.
 */
public final class TrustedProxies {
  /** None. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private final List<AddressRange> ranges;

  private TrustedProxies(List<AddressRange> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /**
   * Those at these addresses.
   *
   * @param text IP addresses, and ranges of them in CIDR notation, with commas between them
   * @throws IllegalArgumentException if it is anything else, with the reason
   */
  public static TrustedProxies parse(String text) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String range : text.split(",", -1)) {
      ranges.add(AddressRange.parse(range.strip()));
    }
    return new TrustedProxies(ranges);
  }

  /** Whether no proxy is trusted. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether a proxy with this address is trusted. */
  public boolean contains(InetAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
