package chat.charla.android.ui;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class HarmlessTextTest {
  @Test
  public void bidiControlsAndInvisibleCharactersAreRemoved() {
    assertEquals("abc", text("a\u202Eb\u2066\u200Bc\u200F\uFEFF"));
    assertEquals("ab", text("a\u0000\u001B\u007F\u0085b"));
    assertEquals("a", text("a\uD83D"));
  }

  @Test
  public void lettersOfAllScriptsAndEmojiAreKept() {
    for (String text :
        new String[] {
          "¿Qué tal, ñandú?",
          "שלום",
          "سلام",
          "می\u200Cخواهم",
          "👨\u200D👩\u200D👧",
          "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
          "a\nb\tc"
        }) {
      assertEquals(text, text(text));
    }
  }

  @Test
  public void aNameHasOneLine() {
    assertEquals("a b c d", HarmlessText.name("a\nb\tc\u2028d"));
  }

  private static String text(String text) {
    return HarmlessText.text(text).toString();
  }
}
