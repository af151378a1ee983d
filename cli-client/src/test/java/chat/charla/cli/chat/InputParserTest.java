package chat.charla.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.client.Target;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputParserTest {
  private final Roster roster = roster("Samuel", "Ana", "Ana-Luisa", "Zoë");

  @Test
  void understandsTheOriginalsCommands() {
    assertEquals(Input.Simple.QUIT, parse(":q"));
    assertEquals(Input.Simple.HELP, parse(":h"));
    assertEquals(Input.Simple.LIST_USERS, parse(":i"));
    assertEquals(Input.Simple.WHO_AM_I, parse(":add"));
    assertEquals(Input.Simple.QUIT, parse(" :q "));
  }

  @Test
  void blankLinesAreNothing() {
    assertEquals(Input.Simple.NOTHING, parse(""));
    assertEquals(Input.Simple.NOTHING, parse(" \t "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hola", ":D", ":p", ":quit", ":x hola", "  con sangría", "a :q", "-"})
  void restIsSpeech(String line) {
    assertEquals(new Input.Say(line), parse(line));
  }

  @Test
  void privateMessageGoesToTheIdOfWhoIsPresent() {
    assertEquals(
        new Input.SayPrivately(Target.user("id-Samuel"), "Estudemos principios"),
        parse(":p-Samuel-Estudemos principios"));
  }

  @Test
  void nameMayBeWrittenInAnyCaseAndForm() {
    Input expected = new Input.SayPrivately(Target.user("id-Zoë"), "hola");
    assertEquals(expected, parse(":p-zoë-hola"));
    assertEquals(expected, parse(":p-ZOË-hola"));
    assertEquals(expected, parse(":p-Zoe\u0308-hola"));
    assertEquals(expected, parse(":P-Zoë-hola"));
    assertEquals(expected, parse(" :p- Zoë -hola"));
  }

  @Test
  void longestNameOfSomebodyPresentWins() {
    assertEquals(
        new Input.SayPrivately(Target.user("id-Ana-Luisa"), "a-b"), parse(":p-Ana-Luisa-a-b"));
    assertEquals(new Input.SayPrivately(Target.user("id-Ana"), "Luis-a"), parse(":p-Ana-Luis-a"));
    assertEquals(new Input.SayPrivately(Target.user("id-Ana"), "Luisa"), parse(":p-Ana-Luisa"));
  }

  @Test
  void firstDashEndsAnUnknownName() {
    assertEquals(
        new Input.SayPrivately(Target.userName("Nadie"), "hola-y-chao"),
        parse(":p-Nadie-hola-y-chao"));
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
  void whatBeginsAsAPrivateMessageIsNeverPublic(String line) {
    assertEquals(Input.Simple.MALFORMED_PRIVATE, parse(line));
  }

  @Test
  void dashesWithoutEndAreRead() {
    String dashes = ":p-x" + "-".repeat(1_000_000);
    assertEquals(new Input.SayPrivately(Target.userName("x"), dashes.substring(5)), parse(dashes));
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
