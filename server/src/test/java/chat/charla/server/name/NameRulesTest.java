package chat.charla.server.name;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.name.NameFold;
import chat.charla.server.name.Verdict.Accepted;
import chat.charla.server.name.Verdict.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ana",
        "ANA",
        "a",
        "7",
        "Ana_B",
        "J.R.R",
        "-Ana-",
        "Ana-2",
        "user1234567890",
        "Jos\u00e9",
        "Nu\u00f1ez",
        "M\u00fcller",
        "Stra\u00dfe",
        "\u00c5sa",
        "\u0141ukasz",
        "I\u015f\u0131l",
        "\u0130smail",
        "\u018fli",
        "Nguy\u1ec5n",
        "G\u0303uarani",
        "\u1eb9\u0301",
        "\u0418\u0432\u0430\u043d",
        "\u041e\u043b\u0435\u043d\u0430_2",
        "\u0404\u0432\u0433\u0435\u043d",
        "\u0393\u03b9\u03ac\u03bd\u03bd\u03b7\u03c2",
        "\u0531\u0576\u0561",
        "\u10d0\u10dc\u10d0",
        "\u0645\u062d\u0645\u062f",
        "\u0639\u0644\u06cc",
        "\u0639\u0644\u06cc-\u06f2",
        "\u0645\u062d\u0645\u062f\u0663",
        "\u0645\u064f\u062d\u0645\u062f",
        "\u0639\u0644\u06cc-2",
        "\u05d3\u05d5\u05d3",
        "\u05d3\u05d5\u05d3_\u05db\u05d4\u05df",
        "\u05d3\u05d5\u05d3-2",
        "\u0905\u0928\u093f\u0924\u093e",
        "\u0939\u093f\u0928\u094d\u0926\u0940",
        "\u09ac\u09be\u0982\u09b2\u09be",
        "\u0ba4\u0bae\u0bbf\u0bb4\u0bcd",
        "\u0e2a\u0e21\u0e0a\u0e32\u0e22",
        "\u0e19\u0e49\u0e33\u0e1d\u0e19",
        "\u1019\u103c\u1014\u103a\u1019\u102c",
        "\u1780\u1798\u17d2\u1796\u17bb\u1787\u17b6",
        "\u674e\u660e",
        "\u738b\u5c0f\u660e",
        "\u4dae",
        "\ud842\udfb7\u91ce",
        "\u7530\u4e2d\u3055\u304f\u3089",
        "\u30bf\u30ca\u30ab",
        "\u304b\u306a",
        "\u4f50\u3005\u6728",
        "\u30e9\u30fc\u30e1\u30f3",
        "Ana\u65e5\u672c",
        "\u30b5X",
        "\uae40\ubbfc\uc900",
        "\uae40Ana",
        "\u738b\u3105",
        "\u1218\u1230\u1228\u1275",
        "\u2d30\u2d4e\u2d30\u2d63\u2d49\u2d56",
        "\u13a0\u13b5",
        "\u07d2\u07de\u07cf",
        "\u1403\u14c4\u1483",
      })
  void namesOfPeopleAreAccepted(String name) {
    assertEquals(new Accepted(name), NameRules.checkUserName(name));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "LENGTH, '', -",
        "LENGTH, abcdefghijklmnopqrstuvwxyzabcdefg, -",
        "CHARACTER, ' ', 0020",
        "CHARACTER, Ana Berta, 0020",
        "CHARACTER, Ana\u00a0B, 00A0",
        "CHARACTER, An\u200ba, 200B",
        "CHARACTER, An\u200ca, 200C",
        "CHARACTER, \u200dAna, 200D",
        "CHARACTER, Ana\u2060, 2060",
        "CHARACTER, A\u00adna, 00AD",
        "CHARACTER, A\u034fna, 034F",
        "CHARACTER, Ana\ufe0f, FE0F",
        "CHARACTER, \ufeffAna, FEFF",
        "CHARACTER, \u202eanA, 202E",
        "CHARACTER, \u2066Ana\u2069, 2066",
        "CHARACTER, \u200eAna, 200E",
        "CHARACTER, \u061c\u0639\u0644\u06cc, 061C",
        "CHARACTER, \u3164, 3164",
        "CHARACTER, \u115f\uac00, 115F",
        "CHARACTER, \u2800, 2800",
        "CHARACTER, \uff21\uff4e\uff41, FF21",
        "CHARACTER, \uff71\uff85, FF71",
        "CHARACTER, \ud835\udc00na, 1D400",
        "CHARACTER, \u2148ana, 2148",
        "CHARACTER, \u24b6na, 24B6",
        "CHARACTER, \ufb01na, FB01",
        "CHARACTER, An\u00aa, 00AA",
        "CHARACTER, \u017fara, 017F",
        "CHARACTER, \u1d00na, 1D00",
        "CHARACTER, \u0251na, 0251",
        "CHARACTER, Ana\u2764, 2764",
        "CHARACTER, \ud83d\ude00, 1F600",
        "CHARACTER, <Ana>, 003C",
        "CHARACTER, Ana|B, 007C",
        "CHARACTER, Ana\u2010B, 2010",
        "CHARACTER, Ana\u0640, 0640",
        "CHARACTER, \u16a0, 16A0",
        "CHARACTER, \ud800, D800",
        "LETTER, _, -",
        "LETTER, ..., -",
        "MARKS, \u0301Ana, -",
        "MARKS, A\u0301-\u0301, -",
        "MARKS, e\u0301\u0301, -",
        "MARKS, a\u0301\u0302\u0303\u0304\u0306, -",
        "MARKS, i\u0307van, -",
        "SCRIPTS, \u0410na, -",
        "SCRIPTS, \u0391na, -",
        "SCRIPTS, An\u0430, -",
        "SCRIPTS, pe\u0433son, -",
        "SCRIPTS, \u0430dmin, -",
        "SCRIPTS, \u0418\u0432\u0430\u043d_bot, -",
        "SCRIPTS, \u0393\u0430, -",
        "SCRIPTS, Ana\u05d0, -",
        "SCRIPTS, Ana\u0e01, -",
        "SCRIPTS, \u3042\uac00, -",
        "SCRIPTS, \u13aana, -",
        "SCRIPTS, \u4e00\u0430, -",
        "SCRIPTS, Ana\u0663, -",
        "DIGITS, \u0645\u0663\u06f4, -",
        "DIGITS, \u06452\u06f2, -",
        "DIGITS, \u0915\u0967\u0031, -",
        "DIRECTION, 1\u05d0, -",
        "DIRECTION, \u05d0-, -",
        "DIRECTION, .\u05d0, -",
        "DIRECTION, \u0663, -",
        "DIRECTION, \u0639_, -",
        "RESERVED, admin, -",
        "RESERVED, Admin, -",
        "RESERVED, \u00c1dmin, -",
        "RESERVED, adrnin, -",
        "RESERVED, ADMlN, -",
        "RESERVED, adm1n, -",
        "RESERVED, s.e.r.v.e.r, -",
        "RESERVED, servidor-2, -",
        "RESERVED, S1STEMA, -",
        "RESERVED, r00t, -",
        "RESERVED, \u0405\u0423\u0405\u0422\u0415\u041c, -",
      })
  void otherNamesAreRefusedForTheFirstRuleThatTheyBreak(
      Rule rule, String name, @Nullable String codePoint) {
    int blamed = codePoint == null ? Refused.NONE : Integer.parseInt(codePoint, 16);

    assertEquals(new Refused(rule, blamed), NameRules.checkUserName(name));
  }

  /** These names contain a reserved word, but users cannot confuse them with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ana-Admin",
        "Modesto",
        "Rootsy",
        "Ali",
        "ALI",
        "Charlie",
        "Observer",
        "Todor",
        "Systema2x",
        "serve",
        "Mo",
        "Mad",
        "Root-beer",
        "Nod"
      })
  void namesThatContainReservedWordsAreAccepted(String name) {
    assertEquals(new Accepted(name), NameRules.checkUserName(name));
  }

  @Test
  void theAcceptedFormIsComposed() {
    assertEquals(new Accepted("Jos\u00e9"), NameRules.checkUserName("Jose\u0301"));
    assertEquals("gross", NameFold.fold("GRO\u1e9e"));
    assertEquals(new Accepted("\uae40"), NameRules.checkUserName("\u1100\u1175\u11b7"));
    assertEquals(
        new Accepted("\u00e9".repeat(32)),
        NameRules.checkUserName("e\u0301".repeat(32)),
        "32, composed");
  }

  @Test
  void aRoomNameIsInLowerCaseAndMayBeReserved() {
    assertEquals(new Accepted("admin"), NameRules.checkRoomName("Admin"));
    assertEquals(new Accepted("jos\u00e9"), NameRules.checkRoomName("JOSE\u0301"));
    assertEquals(new Accepted("\u03b1_\u03c3"), NameRules.checkRoomName("\u0391_\u03a3"));
    assertEquals(Refused.of(Rule.SCRIPTS), NameRules.checkRoomName("k\u0456tchen"));
    assertEquals(Refused.of(Rule.LENGTH), NameRules.checkRoomName("\u00df".repeat(32)));
  }

  @Test
  void aNameThatIsFarTooLongIsRefusedWithoutReadingIt() {
    assertEquals(Refused.of(Rule.LENGTH), NameRules.checkUserName("a".repeat(10_000_000)));
    assertEquals(
        Refused.of(Rule.LENGTH), NameRules.checkUserName("a" + "\u0301".repeat(1_000_000)));
  }
}
