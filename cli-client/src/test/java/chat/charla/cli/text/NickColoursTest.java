package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NickColoursTest {
  /** WCAG 2.2, success criterion 1.4.3, for large text; 1.4.11 requires the same for graphics. */
  private static final double ENOUGH_CONTRAST = 3;

  private static final int WHITE = 0xFFFFFF;
  private static final int BLACK = 0x000000;
  private static final int DARK_GREY = 0x1E1E1E;

  @Test
  void everyColourIsReadableOnDarkAndLight() {
    for (int colour : NickColours.PALETTE) {
      for (int ground : new int[] {BLACK, DARK_GREY, WHITE}) {
        double contrast = contrast(rgb(colour), ground);
        assertTrue(contrast >= ENOUGH_CONTRAST, colour + " on " + ground + ": " + contrast);
      }
    }
  }

  @Test
  void contrastIsComputedAsInWcag() {
    assertEquals(21, contrast(WHITE, BLACK), 0.001);
    assertEquals(4.48, contrast(0x777777, WHITE), 0.005);
    assertEquals(0xD75F5F, rgb(167));
    assertEquals(0x121212, rgb(233));
  }

  /** Test vectors for other clients that use the same colours. */
  @Test
  void coloursNeverChange() {
    assertEquals(Style.of(135), NickColours.of("ana"));
    assertEquals(Style.of(32), NickColours.of("José"));
    assertEquals(Style.of(100), NickColours.of("你好"));
    assertEquals(Style.of(166), NickColours.of(""));
  }

  @Test
  void namesUseAllColours() {
    Map<Style, Integer> count = new HashMap<>();
    IntStream.range(0, 1200)
        .forEach(number -> count.merge(NickColours.of("user-" + number), 1, Integer::sum));
    assertEquals(NickColours.PALETTE.size(), count.size());
    count.values().forEach(names -> assertTrue(names > 60 && names < 150, count.toString()));
  }

  /** The colours of xterm: a cube of 6×6×6, then a ramp of greys. */
  private static int rgb(int colour) {
    if (colour >= 232) {
      return (8 + 10 * (colour - 232)) * 0x010101;
    }
    int[] levels = {0, 95, 135, 175, 215, 255};
    int index = colour - 16;
    return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
  }

  private static double contrast(int one, int other) {
    double lighter = Math.max(luminance(one), luminance(other));
    double darker = Math.min(luminance(one), luminance(other));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int component) {
    double value = (component & 0xFF) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
