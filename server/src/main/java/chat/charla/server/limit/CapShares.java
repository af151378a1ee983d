package chat.charla.server.limit;

import java.util.List;

/**
 * What each address holds of something of which the server takes only so many, such as rooms. The
 * last tenth is for addresses that hold little: when nine tenths are taken, newcomers from an
 * address that {@linkplain #isExceeded holds more than its share}, a hundredth of all, are refused,
 * so that others still find a place.
 *
 * <p>A /64 has four such shares and a /48 sixteen ({@link Prefix.Size#share}). All that comes from
 * {@link Origin#EXEMPT} counts as one address: an exemption from rates is no claim to everything.
 * As much is remembered as is held. Thread-safe.
 */
public final class CapShares {
  private static final int SHARES = 100;

  /** Where everything is counted that has no address. */
  private static final Origin NO_ADDRESS =
      new Origin(List.of(new Prefix(Prefix.Size.IPV4_ADDRESS, "exempt")));

  private final long most;
  private final AddressCounts held;

  /**
   * Nothing is held yet.
   *
   * @param most how many the server takes in all; 0 for any number
   */
  public CapShares(int most) {
    this.most = most;
    this.held = new AddressCounts(most == 0 ? 0 : Math.max(1, most / SHARES));
  }

  /** Whether only the last tenth is left when so many are taken. */
  public boolean isNearlyFull(int taken) {
    return most != 0 && taken * 10L >= most * 9;
  }

  /** Whether more than its share is held from there. */
  public boolean isExceeded(Origin origin) {
    return held.isExceeded(counted(origin));
  }

  /** One more is held from there. */
  public void add(Origin origin) {
    held.addAnyway(counted(origin));
  }

  /** One that was held from there is gone. */
  public void remove(Origin origin) {
    held.remove(counted(origin));
  }

  private static Origin counted(Origin origin) {
    return origin.isExempt() ? NO_ADDRESS : origin;
  }
}
