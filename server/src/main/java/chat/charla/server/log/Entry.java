package chat.charla.server.log;

import org.jspecify.annotations.Nullable;

/**
 * One event to append.
 *
 * @param event the serialized event; the array must not be changed afterwards
 * @param key the key under which the log stores {@code receipt}; null if the server cannot
 *     recognise a repetition of the send
 * @param receipt what the server needs in order to answer a repetition of the send; empty without a
 *     key
 */
public record Entry(byte[] event, @Nullable DedupeKey key, byte[] receipt) {

  /** An entry without a key and a receipt. */
  public static Entry of(byte[] event) {
    return new Entry(event, null, new byte[0]);
  }
}
