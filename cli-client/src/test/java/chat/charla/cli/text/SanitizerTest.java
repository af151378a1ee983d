package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.text.Normalizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SanitizerTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("writing")
  void realTextIsUnchanged(String name, String text) {
    assertEquals(text, Sanitizer.clean(text));
    assertEquals(text, Sanitizer.line(text));
    assertEquals(text, Fields.escape(text));
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    assertEquals(composed, Sanitizer.clean(composed));
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
    assertEquals(decomposed, Sanitizer.clean(decomposed));
  }

  static Stream<Arguments> writing() {
    return Stream.of(
        Arguments.of(
            "Spanish",
            "\u00BFC\u00F3mo est\u00E1s, \u00F1and\u00FA? \u00AB\u00A1Qu\u00E9 ping\u00FCino!\u00BB"),
        Arguments.of(
            "decomposed Spanish",
            "\u00BFCo\u0301mo esta\u0301s, n\u0303andu\u0301? pingu\u0308ino"),
        Arguments.of(
            "Vietnamese, composed and decomposed",
            "Ti\u1EBFng Vi\u1EC7t ng\u1EEF Tie\u0302\u0301ng Vie\u0323\u0302t ngu\u031B\u0303 a\u0323\u0306 o\u0323\u0302"),
        Arguments.of(
            "Arabic with vowels",
            "\u0627\u0644\u0633\u064E\u0651\u0644\u064E\u0627\u0645\u064F \u0639\u064E\u0644\u064E\u064A\u0652\u0643\u064F\u0645\u0652"),
        Arguments.of(
            "Quran: five marks and the end of a verse",
            "\u0648\u064E\u0671\u0644\u0636\u064F\u0651\u062D\u064E\u0649\u0670 \u06DD\u0661"),
        Arguments.of(
            "Persian",
            "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \u062E\u0627\u0646\u0647\u200C\u0647\u0627"),
        Arguments.of(
            "Hebrew with niqqud and cantillation",
            "\u05D1\u05B0\u05BC\u05E8\u05B5\u05D0\u05E9\u05C1\u05B4\u0596\u05D9\u05EA \u05D9\u05B0\u05E8\u05D5\u05BC\u05E9\u05C1\u05B8\u05DC\u05B7\u05B4\u0594\u05DD"),
        Arguments.of(
            "Hindi",
            "\u0928\u092E\u0938\u094D\u0924\u0947, \u0915\u094D\u0937\u0924\u094D\u0930\u093F\u092F \u0939\u093E\u093E\u093E\u093E\u093E\u093E\u093E\u093E\u093E\u093E\u093E\u093E"),
        Arguments.of(
            "Marathi and Nepali with a joiner",
            "\u0926\u0941\u0938\u0931\u094D\u200D\u092F\u093E \u0928\u0947\u092A\u093E\u0932\u094D\u200D\u0915\u094B"),
        Arguments.of("Bengali with a joiner before a mark", "\u09B0\u200D\u09CD\u09AF\u09BE\u09AC"),
        Arguments.of("Sinhala", "\u0DC1\u0DCA\u200D\u0DBB\u0DD3 \u0DBD\u0D82\u0D9A\u0DCF\u0DC0"),
        Arguments.of(
            "Tamil", "\u0BB5\u0BA3\u0B95\u0BCD\u0B95\u0BAE\u0BCD \u0B95\u0BCA\u0B9F\u0BC1"),
        Arguments.of(
            "Thai",
            "\u0E19\u0E49\u0E33\u0E43\u0E08\u0E17\u0E35\u0E48\u0E14\u0E35 \u0E1C\u0E39\u0E49\u0E43\u0E2B\u0E0D\u0E48"),
        Arguments.of("Lao and Khmer", "\u0E9A\u0ECD\u0EC8 \u1780\u17D2\u1798\u17C2\u179A"),
        Arguments.of("Burmese", "\u1019\u103C\u1014\u103A\u1019\u102C\u1018\u102C\u101E\u102C"),
        Arguments.of(
            "Tibetan with its longest stack",
            "\u0F56\u0F7C\u0F51\u0F0B\u0F61\u0F72\u0F42 \u0F67\u0F90\u0FB5\u0FA8\u0FB3\u0FBA\u0FBC\u0FBB\u0F82"),
        Arguments.of(
            "Mongolian with a vowel separator",
            "\u182C\u1820\u182D\u1820\u1828\u180E\u1820 \u1829\u180B\u1820"),
        Arguments.of(
            "Korean, syllables and jamo",
            "\uC548\uB155\uD558\uC138\uC694 \u314B\u314B \u110B\u1161\u11AB\u1102\u1167\u11BC\u1112\u1161\u1109\u1166\u110B\u116D \u1100\u1161\u11B9"),
        Arguments.of(
            "Japanese",
            "\u3053\u3093\u306B\u3061\u306F\u3001\u30AB\u30BF\u30AB\u30CA \uFF76\uFF9E\uFF77\uFF9E \u304C \u304B\u3099 \u845B\uDB40\uDD00"),
        Arguments.of("Chinese", "\u4F60\u597D\uFF0C\u4E16\u754C \uD842\uDFB7\u91CE\u5BB6"),
        Arguments.of(
            "Greek and Cyrillic",
            "\u1F08\u03B8\u1FC6\u03BD\u03B1\u03B9 \u0391\u0313\u03B8\u03B7\u0342\u03BD\u03B1\u03B9 \u03C9\u0314\u0342\u0345 \u0435\u0308\u0438\u0306"),
        Arguments.of("spaces", "a\u00A0b\u2003c\u3000d\u202Fe \u2800\u28FF"),
        Arguments.of("powerline, of private use", "\uE0B0\uDB80\uDC01"),
        Arguments.of(
            "drawings", "\u250C\u2500\u2510\u2581\u2582\u2583\u2588\u2573\u2192\u2260\u2200"),
        Arguments.of(
            "emoji family", "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66"),
        Arguments.of(
            "joined emoji with skin tones and selectors",
            "\uD83D\uDC69\uD83C\uDFFB\u200D\u2764\uFE0F\u200D\uD83D\uDC8B\u200D\uD83D\uDC68\uD83C\uDFFF \uD83C\uDFCC\uD83C\uDFFD\u200D\u2642\uFE0F \uD83D\uDC41\uFE0F\u200D\uD83D\uDDE8\uFE0F \uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08 \u26F9\uD83C\uDFFF\u200D\u2640\uFE0F"),
        Arguments.of(
            "skin tones",
            "\uD83D\uDC4D\uD83C\uDFFB\uD83D\uDC4D\uD83C\uDFFC\uD83D\uDC4D\uD83C\uDFFD\uD83D\uDC4D\uD83C\uDFFE\uD83D\uDC4D\uD83C\uDFFF"),
        Arguments.of(
            "flags of countries",
            "\uD83C\uDDE8\uD83C\uDDF1\uD83C\uDDEA\uD83C\uDDF8\uD83C\uDDEF\uD83C\uDDF5"),
        Arguments.of(
            "flag of Wales",
            "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC77\uDB40\uDC6C\uDB40\uDC73\uDB40\uDC7F!"),
        Arguments.of("pirate flag", "\uD83C\uDFF4\u200D\u2620\uFE0F"),
        Arguments.of("keycaps", "1\uFE0F\u20E3 #\uFE0F\u20E3 *\uFE0F\u20E3 0\u20E3"),
        Arguments.of(
            "text or emoji by selector",
            "\u263A\uFE0F \u263A\uFE0E \u00A9\uFE0F \u2122\uFE0F \u2194\uFE0F \u203C\uFE0F \u3297\uFE0F"),
        Arguments.of(
            "emoji that Java 17 does not know",
            "\uD83E\uDEE8 \uD83E\uDEE9\uD83C\uDFFB \uD83E\uDEDC\u200D\uD83E\uDEC8 \uD83E\uDEBF"),
        Arguments.of("unassigned code points", "\uD83E\uDEDD \uD8BF\uDFF0 \u0378"));
  }

  @Test
  void asciiIsUnchanged() {
    StringBuilder ascii = new StringBuilder("\n\t");
    for (char character = ' '; character <= '~'; character++) {
      ascii.append(character);
    }
    assertEquals(ascii.toString(), Sanitizer.clean(ascii.toString()));
  }

  @Test
  void escapeSequencesAreReplaced() {
    assertEquals("\uFFFD[2J\uFFFD[1;1H", Sanitizer.clean("\u001b[2J\u001b[1;1H"));
    assertEquals("\uFFFD]52;c;aGk=\uFFFD", Sanitizer.clean("\u001b]52;c;aGk=\u0007"));
    assertEquals("\uFFFD31m", Sanitizer.clean("\u009b31m"));
    assertEquals("a\uFFFDb\uFFFD", Sanitizer.clean("a\bb\u007f"));
    assertEquals("\uFFFD\uFFFD\uFFFD\uFFFD", Sanitizer.clean("\u000b\f\u0085\u0000"));
  }

  @Test
  void lineEndsOfAnySystemAreLineEnds() {
    assertEquals("a\nb\nc\nd", Sanitizer.clean("a\r\nb\u2028c\u2029d"));
    assertEquals("a\uFFFDb", Sanitizer.clean("a\rb"));
    assertEquals("a\uFFFD\nb\uFFFD", Sanitizer.clean("a\r\r\nb\r"));
  }

  @Test
  void directionControlsAreRemoved() {
    assertEquals("abcdef", Sanitizer.clean("a\u202Eb\u2066c\u2069d\u202Ce\u202Af"));
    assertEquals("abcd", Sanitizer.clean("a\u200Eb\u200Fc\u061Cd"));
  }

  @Test
  void invisibleCodePointsAreRemoved() {
    assertEquals(
        "anabelisa",
        Sanitizer.clean(
            "a\u200Bn\u200Ca\u200Db\u2060e\uFEFFl\u00ADi\u180Es\u2061\u2064a\u034F\u206A\uFFF9\uFFFB"));
    assertEquals("ana", Sanitizer.clean("ana\u3164\u115F\u1160\uFFA0"));
    assertEquals("ana", Sanitizer.clean("a\uFE0Fn\uFE00a" + "\uDB40\uDD01"));
    assertEquals("ana", Sanitizer.clean("ana" + tags("secret") + CANCEL_TAG));
  }

  @Test
  void joinersAreKeptOnlyBetweenJoinableCharacters() {
    String woman = "\uD83D\uDC69";
    assertEquals(
        woman + woman, Sanitizer.clean("\u200D" + woman + "\u200D\u200B" + woman + "\u200D"));
    assertEquals(woman + "\u200D" + woman, Sanitizer.clean(woman + "\u200D\u200D\u200D" + woman));
    assertEquals(woman + "a", Sanitizer.clean(woman + "\u200Da"));
    assertEquals("\u0645\u200C\u0645", Sanitizer.clean("\u0645\u200C\u200C\u0645\u200C"));
    assertEquals("\u0645a", Sanitizer.clean("\u0645\u200Ca"));
  }

  @Test
  void aJoinerIsRemovedWithTheExcessMark() {
    String full = "\u09B0" + "\u09BC".repeat(CodePointFilter.MAX_MARKS);
    assertEquals(full + "\u09AF", Sanitizer.clean(full + "\u200D\u09CD\u09AF"));
  }

  @Test
  void joinedEmojiAreLimited() {
    String man = "\uD83D\uDC68";
    String row = man + ("\u200D" + man).repeat(CodePointFilter.MAX_JOINED);
    assertEquals(row, Sanitizer.clean(row));
    assertEquals(row + row + man, Sanitizer.clean(row + "\u200D" + row + "\u200D" + man));
  }

  @Test
  void selectorsAreKeptOnceAfterTheirBase() {
    assertEquals("\u263A\uFE0F", Sanitizer.clean("\u263A\uFE0F\uFE0F\uFE0E\uFE0F"));
    assertEquals("x 1", Sanitizer.clean("\uFE0Fx \uFE0F1\uFE0F"));
  }

  @Test
  void tagsAreKeptOnlyInAFlag() {
    String flag = "\uD83C\uDFF4";
    assertEquals(flag, Sanitizer.clean(flag + tags("gbwls")));
    assertEquals(flag, Sanitizer.clean(flag + tags("gb") + CANCEL_TAG));
    assertEquals(flag, Sanitizer.clean(flag + tags("gbwlsxx") + CANCEL_TAG));
    assertEquals(flag, Sanitizer.clean(flag + tags("GBWLS") + CANCEL_TAG));
    assertEquals(flag, Sanitizer.clean(flag + tags("g") + "\u200B" + tags("bwls") + CANCEL_TAG));
    String wales = flag + tags("gbwls") + CANCEL_TAG;
    assertEquals(wales, Sanitizer.clean(wales + CANCEL_TAG + tags("gbwls") + CANCEL_TAG));
  }

  @Test
  void marksAreLimited() {
    String acute = "\u0301";
    assertEquals("a" + acute.repeat(8) + "b", Sanitizer.clean("a" + acute.repeat(500) + "b"));
    String unknownToJava17 = "\u1ADD";
    assertEquals("a" + unknownToJava17.repeat(8), Sanitizer.clean("a" + unknownToJava17.repeat(9)));
    String vowel = "\u1161";
    assertEquals("\u1100" + vowel.repeat(8), Sanitizer.clean("\u1100" + vowel.repeat(9)));
    assertEquals(
        "a" + (acute + "\u200B").repeat(8).replace("\u200B", ""),
        Sanitizer.clean("a" + (acute + "\u200B").repeat(20)));
  }

  @Test
  void markAtTheBeginningOfALineGetsABase() {
    assertEquals("\u25CC\u0301a", Sanitizer.clean("\u0301a"));
    assertEquals("\u25CC\u0301a", Sanitizer.clean("\u200B\u0301a"));
    assertEquals("a\n\u25CC\u0301\t\u25CC\u0301", Sanitizer.clean("a\n\u0301\t\u0301"));
    assertEquals("a \u25CC\u0301 \u25CC\u0301", Sanitizer.line("a\r\n\u0301\t\u0301"));
    assertEquals("\u25CC\u093E", Sanitizer.clean("\u093E"));
    assertEquals("\u25CC\u1161", Sanitizer.clean("\u1161"));
    assertEquals("\u25CC\uD83C\uDFFB", Sanitizer.clean("\uD83C\uDFFB"));
    assertEquals("\uFFFD\u0301", Sanitizer.clean("\u001b\u0301"));
  }

  @Test
  void enclosingSignNeedsANumber() {
    assertEquals("a\u0600\u0661", Sanitizer.clean("a\u0600\u0661"));
    assertEquals("a\uFFFD", Sanitizer.clean("a\u0600"));
    assertEquals("a\uFFFD\u06DD1", Sanitizer.clean("a\u0600\u06DD1"));
    assertEquals("\u25CC\u06DD1", Sanitizer.clean("\u06DD1"));
  }

  @Test
  void noncharactersAreReplaced() {
    assertEquals("\uFFFDa\uFFFD", Sanitizer.clean("\ud83da\ude00"));
    assertEquals("\uFFFD\uFFFD", Sanitizer.clean("\ud83d\u200B\ude00"));
    assertEquals("\uFFFD\uFFFD\uFFFD", Sanitizer.clean("\uFFFE\uFDD0\uDBFF\uDFFF"));
  }

  @Test
  void lineHasNoLineEnds() {
    assertEquals("a b c d e", Sanitizer.line("a\nb\tc\r\nd\u2028e"));
  }

  private static final String CANCEL_TAG = "\uDB40\uDC7F";

  private static String tags(String text) {
    StringBuilder tags = new StringBuilder();
    text.chars().forEach(character -> tags.appendCodePoint(0xE0000 + character));
    return tags.toString();
  }
}
