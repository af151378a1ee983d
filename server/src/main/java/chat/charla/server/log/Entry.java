package chat.charla.server.log;

import org.jspecify.annotations.Nullable;

/**
 * One event to append.
 *
 * @param event its serialized bytes, which nobody changes any more
 * @param key under which {@code receipt} can be found again, or null if the send is not repeatable
 * @param receipt what a repeated send needs to know of the first; empty without a key
 */
public record Entry(byte[] event, @Nullable DedupeKey key, byte[] receipt) {

  /** An entry that cannot be found by a key. */
  public static Entry of(byte[] event) {
    return new Entry(event, null, new byte[0]);
  }
}
