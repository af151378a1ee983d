package chat.charla.cli.chat.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.state.Roster;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputParserTest {
  private final Roster roster = roster("Samuel", "Ana", "Ana-Luisa", "Zoë");

  @Test
  void understandsTheCommandsOfTheOriginalProgram() {
    assertEquals(command(CommandWord.QUIT), parse(":q"));
    assertEquals(command(CommandWord.HELP), parse(":h"));
    assertEquals(command(CommandWord.WHO), parse(":i"));
    assertEquals(command(CommandWord.WHOAMI), parse(":add"));
    assertEquals(command(CommandWord.QUIT), parse(" :q "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /quit             | QUIT
          /QUIT             | QUIT
          ' /quit '         | QUIT
          /q                | QUIT
          /users            | WHO
          /msg ana hola     | MSG       | ana | hola
          /msg ana  a  b    | MSG       | ana | a  b
          /m ana /quit      | MSG       | ana | /quit
          /r sí             | REPLY     | sí
          /reply :p-a-b     | REPLY     | :p-a-b
          /query            | QUERY
          /query ana        | QUERY     | ana
          /me  saluda       | ME        | saluda
          /room dev         | ROOM      | dev
          /leave            | LEAVE
          /history 5        | HISTORY   | 5
          /set bell on      | SET       | bell | on
          /lang en          | LANG      | en
          '\u00a0/quit\u202f' | QUIT
          /msg\u00a0ana\u2007hola | MSG | ana | hola
          '/msg ana \u001c' | MSG      | ana | '\u001c'
          """)
  void understandsSlashCommands(ArgumentsAccessor cells) {
    List<String> row = cells.toList().stream().map(String::valueOf).toList();
    assertEquals(
        new Input.Command(CommandWord.valueOf(row.get(1)), row.subList(2, row.size())),
        parse(row.get(0)));
  }

  @Test
  void whiteSpaceIsDefinedByUnicode() {
    assertEquals(Input.Simple.NOTHING, parse("\u00a0\u2007\u0085 \u202f"));
    assertEquals(Input.Simple.MALFORMED_PRIVATE, parse(":p-Ana-\u00a0"));
    for (String text : List.of("\u001c", "\u200b", "\ufeff")) {
      assertEquals(new Input.Say(text), parse(text));
    }
  }

  @Test
  void privateTextMayHaveSeveralLines() {
    assertEquals(
        new Input.Command(CommandWord.MSG, List.of("ana", "uno\n\ndos")),
        parse("/msg ana uno\n\ndos"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/msg",
        "/msg ana",
        "/msg ana  ",
        "/reply",
        "/me",
        "/room",
        "/join",
        "/quit now",
        "/room a b",
        "/lang",
        "/history 1 2",
        "/set a b c"
      })
  void wrongNumberOfArgumentsIsReported(String line) {
    assertInstanceOf(Input.Malformed.class, parse(line));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          /mgs ana secreto, mgs,     MSG
          /qiut,            qiut,    QUIT
          /hist,            hist,    HISTORY
          /whoam,           whoam,   WHOAMI
          /usr/bin/env,     usr/bin/env, -
          /,                '',      -
          /123,             123,     -
          """)
  void unknownCommandIsNeverSent(String line, String word, CommandWord meant) {
    assertEquals(new Input.Unknown(word, Optional.ofNullable(meant)), parse(line));
  }

  @Test
  void twoSlashesAreOneEscapedSlash() {
    assertEquals(new Input.Say("/quit"), parse("//quit"));
    assertEquals(new Input.Say("/usr/bin  "), parse(" //usr/bin  "));
    assertEquals(new Input.Say("//"), parse("///"));
  }

  @Test
  void blankLinesAreIgnored() {
    assertEquals(Input.Simple.NOTHING, parse(""));
    assertEquals(Input.Simple.NOTHING, parse(" \t "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hola",
        ":D",
        ":p",
        ":quit",
        ":x hola",
        "  con sangría",
        "a :q",
        "-",
        ":q\nfin",
        "a /quit"
      })
  void otherLinesAreMessages(String line) {
    assertEquals(new Input.Say(line), parse(line));
  }

  @Test
  void privateMessageGoesToAUserWhoIsPresent() {
    assertEquals(
        privately("Samuel", "Estudemos principios"), parse(":p-Samuel-Estudemos principios"));
  }

  @Test
  void nameMayBeWrittenInAnyCaseAndForm() {
    Input expected = privately("Zoë", "hola");
    assertEquals(expected, parse(":p-zoë-hola"));
    assertEquals(expected, parse(":p-ZOË-hola"));
    assertEquals(expected, parse(":p-Zoe\u0308-hola"));
    assertEquals(expected, parse(":P-Zoë-hola"));
    assertEquals(expected, parse(" :p- Zoë -hola"));
  }

  @Test
  void longestNameOfAUserPresentWins() {
    assertEquals(privately("Ana-Luisa", "a-b"), parse(":p-Ana-Luisa-a-b"));
    assertEquals(privately("Ana", "Luis-a"), parse(":p-Ana-Luis-a"));
    assertEquals(privately("Ana", "Luisa"), parse(":p-Ana-Luisa"));
  }

  @Test
  void firstDashEndsAnUnknownName() {
    assertEquals(privately("Nadie", "hola-y-chao"), parse(":p-Nadie-hola-y-chao"));
  }

  @Test
  void recipientIsAmbiguousIfTheNameCouldBeLonger() {
    assertTrue(InputParser.isAmbiguous(":p-Ana-Luisa-hola"));
    assertTrue(InputParser.isAmbiguous(" :P-a--"));
    assertFalse(InputParser.isAmbiguous(":p-Ana-hola"));
    assertFalse(InputParser.isAmbiguous(":p-Ana"));
    assertFalse(InputParser.isAmbiguous("/msg Ana-Luisa a-b"));
  }

  @Test
  void privateLinesAndTypingErrorsAreNotSaved() {
    for (String line : List.of("/msg ana a", "/r a", ":p-ana-a", ":p-", "/mgs ana a", "/msg ana")) {
      assertTrue(parse(line).isPrivate(), line);
    }
    for (String line : List.of("hola", "/me saluda", "/query ana", "//x", ":q", "/join dev")) {
      assertFalse(parse(line).isPrivate(), line);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":p-",
        ":p-Samuel",
        ":p-Samuel-",
        ":p-Samuel-   ",
        ":p--hola",
        ":p- -hola",
        ":p-clave",
        ":P-clave",
        "  :p-clave",
        ":p-Ana-Luisa-"
      })
  void malformedPrivateMessageIsNeverPublic(String line) {
    assertEquals(Input.Simple.MALFORMED_PRIVATE, parse(line));
  }

  @Test
  void longLineOfDashesIsParsed() {
    String dashes = ":p-x" + "-".repeat(1_000_000);
    assertEquals(privately("x", dashes.substring(5)), parse(dashes));
  }

  private static Input command(CommandWord word) {
    return new Input.Command(word, List.of());
  }

  private static Input privately(String name, String text) {
    return new Input.Command(CommandWord.MSG, List.of(name, text));
  }

  private Input parse(String line) {
    return InputParser.parse(line, roster);
  }

  private static Roster roster(String... names) {
    Roster roster = new Roster();
    roster.replace(
        List.of(names).stream()
            .map(name -> User.newBuilder().setName(name).setId("id-" + name))
            .map(user -> PresentUser.newBuilder().setUser(user).build())
            .toList());
    return roster;
  }
}
