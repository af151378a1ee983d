package chat.charla.server.limit;

import java.util.List;

/**
 * Counts, by address, a resource with a limited total, such as rooms. When nine tenths of the total
 * are in use, an address that {@linkplain #isExceeded uses more than its share} gets no more. A
 * share is a hundredth of the total. So the last tenth is reserved for addresses that use little.
 *
 * <p>A /64 has four such shares and a /48 sixteen ({@link Prefix.Size#share}). All exempt origins
 * together count as one address, so that they cannot use up the total. The memory in use is
 * proportional to the number of addresses that hold something. Thread-safe.
 */
public final class CapShares {
  private static final int SHARE_DIVISOR = 100;

  /** Stands for all exempt origins. */
  private static final Origin NO_ADDRESS =
      new Origin(List.of(new Prefix(Prefix.Size.IPV4_ADDRESS, "exempt")));

  private final long max;
  private final AddressCounts held;

  /**
   * Creates counts that are all 0.
   *
   * @param max the server's limit in total; 0 for no limit
   */
  public CapShares(int max) {
    this.max = max;
    this.held = new AddressCounts(max == 0 ? 0 : Math.max(1, max / SHARE_DIVISOR));
  }

  /** Whether at most a tenth of the total remains if this many units are in use. */
  public boolean isNearlyFull(int taken) {
    return max != 0 && taken * 10L >= max * 9;
  }

  /** Whether this origin holds more than its share. */
  public boolean isExceeded(Origin origin) {
    return held.isExceeded(countedOrigin(origin));
  }

  /** Counts one more unit that this origin holds. */
  public void add(Origin origin) {
    held.addBeyondLimit(countedOrigin(origin));
  }

  /** Counts one unit less that this origin holds. */
  public void remove(Origin origin) {
    held.remove(countedOrigin(origin));
  }

  private static Origin countedOrigin(Origin origin) {
    return origin.isExempt() ? NO_ADDRESS : origin;
  }
}
