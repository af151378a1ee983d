package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JoinersTest {
  @Test
  void joinedEmojiIsShownAsItsParts() {
    assertEquals("a👨👩👧b", Joiners.hidden("a👨\u200D👩\u200D👧b"));
    assertEquals("👩❤👩", Joiners.hidden("👩\u200D❤\u200D👩"));
  }

  @Test
  void joinerBetweenLettersStays() {
    assertEquals("क्\u200Dष", Joiners.hidden("क्\u200Dष"));
  }
}
