package chat.charla.cli.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Computes the colour of a name. A name has the same colour on every machine and for every reader,
 * so a reader can recognise a user in a busy room. The colour must never be the only distinction,
 * because many users share a colour. Thread-safe.
 */
public final class NickColours {
  /**
   * Twelve of xterm's 256 colours, in steps around the colour wheel. They are readable on dark and
   * on light backgrounds: the contrast is at least 3 to 1 both with #1e1e1e and with white, as WCAG
   * 2 requires for large text. The first 16 are excluded, because terminals configure them
   * differently.
   */
  static final List<Integer> PALETTE =
      List.of(167, 166, 136, 100, 64, 28, 30, 32, 63, 135, 164, 168);

  private static final int FNV_OFFSET_BASIS = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;

  private NickColours() {}

  /**
   * The style for a user. The index of the user's colour in {@link #PALETTE} is the 32-bit FNV-1a
   * hash of the UTF-8 bytes of {@code who}, modulo the number of colours. The algorithm is fixed,
   * so that other clients can compute the same colour.
   *
   * @param who the user's identifier, so that the colour does not change with the name, or else the
   *     user's name
   */
  public static Style of(String who) {
    int hash = FNV_OFFSET_BASIS;
    for (byte octet : who.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xFF)) * FNV_PRIME;
    }
    return Style.of(PALETTE.get(Integer.remainderUnsigned(hash, PALETTE.size())));
  }
}
