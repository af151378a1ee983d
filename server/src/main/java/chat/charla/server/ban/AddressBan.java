package chat.charla.server.ban;

import chat.charla.server.proxy.AddressRange;

/**
 * A ban of network addresses.
 *
 * @param endMillis when the ban ends, in milliseconds of the wall clock; 0 if it does not end by
 *     itself
 * @param note the reason for the ban, for operators; may be empty
 */
public record AddressBan(AddressRange range, long endMillis, String note) {
  /** Whether the ban ends by itself. */
  public boolean hasEnd() {
    return endMillis != 0;
  }

  boolean hasEnded(long nowMillis) {
    return hasEnd() && endMillis <= nowMillis;
  }
}
