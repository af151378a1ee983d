package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EmojiPartsTest {
  @Test
  void joinedEmojiIsShownAsItsParts() {
    assertEquals("a👨👩👧b", EmojiParts.shown("a👨\u200D👩\u200D👧b"));
    assertEquals("👩❤👩", EmojiParts.shown("👩\u200D❤\u200D👩"));
    assertEquals("👩", EmojiParts.shown("👩\u200D"));
  }

  @Test
  void joinerBetweenLettersStays() {
    assertEquals("क्\u200Dष", EmojiParts.shown("क्\u200Dष"));
  }

  @Test
  void skinToneIsShownAsASign() {
    assertEquals("👍＋ b", EmojiParts.shown("👍🏽 b"));
  }

  @Test
  void selectorOfTheEmojiFormIsHidden() {
    assertEquals("❤ 1\u20E3", EmojiParts.shown("❤\uFE0F 1\uFE0F\u20E3"));
  }

  @Test
  void flagIsShownAsItsLetters() {
    assertEquals("a CLAR b", EmojiParts.shown("a 🇨🇱🇦🇷 b"));
  }
}
