package chat.charla.server.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies that are trusted to name their clients. Immutable.
 *
 * <p>Limits per address do not apply to the addresses of trusted proxies, so no client may have
 * such an address.
 */
public final class TrustedProxies {
  /** No proxy is trusted. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private final List<AddressRange> ranges;

  private TrustedProxies(List<AddressRange> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /**
   * The proxies at these addresses.
   *
   * @param text IP addresses and CIDR ranges, separated by commas
   * @throws IllegalArgumentException if the text is invalid; the message says why
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

  /** Whether an address of this range belongs to a trusted proxy. */
  public boolean overlaps(AddressRange addresses) {
    return ranges.stream().anyMatch(addresses::overlaps);
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
