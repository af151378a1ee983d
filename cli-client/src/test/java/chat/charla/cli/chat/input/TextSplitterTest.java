package chat.charla.cli.chat.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.WhiteSpace;
import chat.charla.v1.Limits;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextSplitterTest {
  private static final List<String> LETTERS =
      List.of("a", "ñ", "🙂", " ", "\n", "palabra", "\u001c", "\u00a0", "\u0085", "\u200b");

  @Test
  void splitsAtLineEndsThenAtSpacesThenBetweenCodePoints() {
    assertEquals(List.of("uno\ndos", "tres"), TextSplitter.split("uno\ndos\ntres", limits(8, 99)));
    assertEquals(List.of("uno dos", "tres"), TextSplitter.split("uno dos tres", limits(8, 99)));
    assertEquals(List.of("aaaa", "aa"), TextSplitter.split("aaaaaa", limits(4, 99)));
    assertEquals(List.of("🙂🙂", "🙂"), TextSplitter.split("🙂🙂🙂", limits(2, 99)));
    assertEquals(List.of("ññ", "ññ"), TextSplitter.split("ññññ", limits(99, 5)));
  }

  @Test
  void exactFitStaysWhole() {
    assertEquals(List.of("12345678"), TextSplitter.split("12345678", limits(8, 8)));
    assertEquals(List.of("12345678", "9"), TextSplitter.split("12345678\n9", limits(8, 8)));
    assertTrue(TextSplitter.fits("x".repeat(1000), Limits.getDefaultInstance()));
    assertFalse(TextSplitter.fits("ñ", limits(8, 1)));
  }

  @Test
  void blankPiecesAreDropped() {
    assertEquals(List.of("a", "b"), TextSplitter.split("a" + "\n".repeat(20) + "b", limits(4, 9)));
  }

  /** With quadratic time, a large paste would block the chat. */
  @Test
  @Timeout(30)
  void longTextTakesLinearTime() {
    assertEquals(300_000, TextSplitter.split("ab ".repeat(300_000), limits(4, 16)).size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void onlyWhiteSpaceIsLost(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(200); i >= 0; i--) {
        text.append(LETTERS.get(random.nextInt(LETTERS.size())));
      }
      Limits limits = limits(1 + random.nextInt(30), 4 + random.nextInt(60));
      List<String> pieces = TextSplitter.split(text.toString(), limits);
      pieces.forEach(
          piece -> assertTrue(TextSplitter.fits(piece, limits) && !WhiteSpace.isBlank(piece)));
      assertEquals(withoutWhiteSpace(text.toString()), withoutWhiteSpace(String.join("", pieces)));
    }
  }

  private static String withoutWhiteSpace(String text) {
    return text.replaceAll("\\p{IsWhite_Space}", "");
  }

  private static Limits limits(int codePoints, int bytes) {
    return Limits.newBuilder().setMaxTextCodePoints(codePoints).setMaxTextBytes(bytes).build();
  }
}
