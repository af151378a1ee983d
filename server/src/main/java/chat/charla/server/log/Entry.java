package chat.charla.server.log;

import org.jspecify.annotations.Nullable;

/**
 * One event to append.
 *
 * @param event the serialized event; the array must not be changed afterwards
 * @param key the key to find {@code receipt} by, or null if the send cannot be repeated
 * @param receipt what the server needs in order to answer a repetition of the send; empty without a
 *     key
 */
public record Entry(byte[] event, @Nullable DedupeKey key, byte[] receipt) {

  /** An entry that cannot be found by a key. */
  public static Entry of(byte[] event) {
    return new Entry(event, null, new byte[0]);
  }
}
