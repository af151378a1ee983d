package chat.charla.cli.text;

import java.util.List;
import java.util.Random;

/** Generates hostile texts. The same seed gives the same texts. */
final class HostileText {
  private static final int MAX_PIECES = 24;

  /** Texts with a special meaning for a terminal, alone or in combination. */
  private static final List<String> PIECES =
      List.of(
          "\u001b[2J\u001b[H",
          "\u001b]0;title\u0007",
          "\u001b]52;c;aGk=\u001b\\",
          "\u009b31m",
          "\u001bP$q\"p\u001b\\",
          "\u001b[6n",
          "\u001b[?1049h",
          "\r",
          "\r\n",
          "\n",
          "\t",
          "\b",
          "\u007f",
          "\u0085",
          "\u2028",
          "\u202E",
          "\u2066",
          "\u200B",
          "\u200C",
          "\u200D",
          "\u2060",
          "\u180E",
          "\uFEFF",
          "\u00AD",
          "\u034F",
          "\u115F",
          "\u3164",
          "\uFE0E",
          "\uFE0F",
          "\uFE00",
          "\u180B",
          "\uDB40\uDD01",
          "\u20E3",
          "\u0301",
          "\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308",
          "\u0600",
          "\u06DD",
          "\u0661",
          "\u093E",
          "\u0915",
          "\u094D",
          "\u09B0",
          "\u09CD",
          "\u0645",
          "\u064E",
          "\u182C",
          "\u1100",
          "\u1161",
          "\u11A8",
          "\uFF9E",
          "\u845B",
          "\u25CC",
          "\uD83D\uDC69",
          "\uD83D\uDC69\u200D\uD83D\uDC67",
          "\uD83C\uDFFB",
          "\u2764",
          "\uD83C\uDDE8",
          "\uD83C\uDFF4",
          "\uDB40\uDC67\uDB40\uDC62\uDB40\uDC77\uDB40\uDC6C\uDB40\uDC73",
          "\uDB40\uDC67",
          "\uDB40\uDC7F",
          "\uD83E\uDEE8",
          "\uD83D",
          "\uDE00",
          "\uFFFE",
          "\uFDD0",
          "\\",
          "\\u001b",
          "1",
          "#",
          "a",
          "ana",
          " ");

  private static final int[][] NASTY_RANGES = {
    {0, 0x9F},
    {0x0300, 0x036F},
    {0x0590, 0x06FF},
    {0x1100, 0x11FF},
    {0x1800, 0x180F},
    {0x1AB0, 0x1AFF},
    {0x2000, 0x206F},
    {0xD7B0, 0xD7FF},
    {0xFE00, 0xFE0F},
    {0xFFF0, 0xFFFF},
    {0x13430, 0x13455},
    {0x1D160, 0x1D17F},
    {0x1F1E0, 0x1F3FF},
    {0xE0000, 0xE01FF},
  };

  private final Random random;

  HostileText(long seed) {
    // For neighbouring seeds, the first numbers of Random are similar. So the seed is scrambled.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  String next() {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(MAX_PIECES + 1);
    while (pieces-- > 0) {
      int times = random.nextInt(20) == 0 ? 1 + random.nextInt(12) : 1;
      text.append(piece().repeat(times));
    }
    return text.toString();
  }

  private String piece() {
    switch (random.nextInt(10)) {
      case 0:
        return Character.toString(random.nextInt(Character.MAX_CODE_POINT + 1));
      case 1:
        int[] range = NASTY_RANGES[random.nextInt(NASTY_RANGES.length)];
        return Character.toString(range[0] + random.nextInt(range[1] - range[0] + 1));
      default:
        return PIECES.get(random.nextInt(PIECES.size()));
    }
  }
}
