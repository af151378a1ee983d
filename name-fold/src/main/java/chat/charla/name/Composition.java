package chat.charla.name;

import java.text.Normalizer;

/**
 * Normalisation Form C. Java implements this form for the version of Unicode that it supports. This
 * class adds the characters of later versions that have a canonical decomposition.
 */
final class Composition {
  /**
   * The canonical decompositions that Unicode 17 has and Unicode 9 has not. Three numbers describe
   * each: the two parts, and the composed character. A decomposition that Java already knows
   * changes nothing.
   */
  private static final int[] COMPOSED = {
    0x105D2, 0x0307, 0x105C9, // Todhri
    0x105DA, 0x0307, 0x105E4, //
    0x11382, 0x113C9, 0x11383, // Tulu-Tigalari
    0x11384, 0x113BB, 0x11385, //
    0x1138B, 0x113C2, 0x1138E, //
    0x11390, 0x113C9, 0x11391, //
    0x113C2, 0x113C2, 0x113C5, //
    0x113C2, 0x113B8, 0x113C7, //
    0x113C2, 0x113C9, 0x113C8, //
    0x11935, 0x11930, 0x11938, // Dives Akuru
    0x1611E, 0x1611E, 0x16121, // Gurung Khema
    0x1611E, 0x16129, 0x16122, //
    0x1611E, 0x1611F, 0x16123, //
    0x16129, 0x1611F, 0x16124, //
    0x1611E, 0x16120, 0x16125, //
    0x16121, 0x1611F, 0x16126, //
    0x16122, 0x1611F, 0x16127, //
    0x16121, 0x16120, 0x16128, //
    0x16D67, 0x16D67, 0x16D68, // Kirat Rai
    0x16D63, 0x16D67, 0x16D69, //
    0x16D69, 0x16D67, 0x16D6A, //
  };

  /**
   * The only second part of a decomposition whose combining class is not 0. So marks may stand
   * between it and the first part.
   */
  private static final int DOT_ABOVE = 0x0307;

  private static final String DOT = "\u0307";

  private Composition() {}

  static String compose(String text) {
    if (!hasSurrogate(text)) {
      return nfc(text);
    }
    int[] parts = nfc(decomposeNewer(text)).codePoints().toArray();
    int length = 0;
    for (int part : parts) {
      int base = length - 1;
      while (part == DOT_ABOVE && base >= 0 && hasLowerClassThanTheDot(parts[base])) {
        base--;
      }
      int composed = base < 0 ? -1 : composed(parts[base], part);
      if (composed < 0) {
        parts[length++] = part;
      } else {
        parts[base] = composed;
      }
    }
    return new String(parts, 0, length);
  }

  /** The character that the two characters compose, or -1 if there is none. */
  static int composed(int first, int second) {
    for (int i = 0; i < COMPOSED.length; i += 3) {
      if (COMPOSED[i] == first && COMPOSED[i + 1] == second) {
        return COMPOSED[i + 2];
      }
    }
    return -1;
  }

  private static String decomposeNewer(String text) {
    StringBuilder parts = new StringBuilder(text.length() + 8);
    text.codePoints().forEach(codePoint -> appendParts(codePoint, parts));
    return parts.toString();
  }

  private static void appendParts(int codePoint, StringBuilder parts) {
    for (int i = 0; i < COMPOSED.length; i += 3) {
      if (COMPOSED[i + 2] == codePoint) {
        appendParts(COMPOSED[i], parts);
        parts.appendCodePoint(COMPOSED[i + 1]);
        return;
      }
    }
    parts.appendCodePoint(codePoint);
  }

  /**
   * Whether the character is a mark with a lower combining class than the dot above. Java has no
   * method that returns the class, but its normalisation moves such a mark before the dot.
   */
  private static boolean hasLowerClassThanTheDot(int codePoint) {
    String mark = new String(new int[] {codePoint}, 0, 1);
    return !Normalizer.normalize(DOT + mark, Normalizer.Form.NFD).startsWith(DOT);
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static String nfc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
