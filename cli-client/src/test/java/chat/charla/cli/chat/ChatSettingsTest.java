package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.joined;
import static chat.charla.cli.chat.Scene.left;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.saidPrivately;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.state.ChatSettings;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.text.DisplayWidth;
import chat.charla.v1.User;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings and lookups of the user. In virtual time. */
class ChatSettingsTest {
  @Test
  void bellRingsForMentionsAndPrivateMessagesIfWanted() {
    Scene ana = Scene.person(new ChatSettings(true, true, true)).joins();
    ana.receives(said("lobby", 1, LUIS, "hola"));
    assertEquals(0, ana.console.rings());
    ana.receives(said("lobby", 2, LUIS, "hola ana"));
    ana.receives(saidPrivately(1, LUIS, ANA, "psst"));
    assertEquals(2, ana.console.rings());
    ana.types("/set bell off").receives(said("lobby", 3, LUIS, "ana!"));
    assertEquals(2, ana.console.rings());
  }

  @Test
  void settingsAreListedAndChanged() {
    Scene ana = Scene.person().joins().types("/set");
    assertEquals(
        """
        -- bell off       avisar con sonido de menciones y mensajes privados
        -- presence on    mostrar quién entra y quién sale
        -- timestamps on  mostrar la hora\
        """,
        ana.console.next());
    ana.types("/set bell");
    assertEquals(
        List.of("-- bell off: avisar con sonido de menciones y mensajes privados"),
        ana.console.rest());
    ana.receives(joined(LUIS));
    assertEquals(List.of("14:03 -- Luis entró al chat"), ana.console.rest());
    ana.types("/set presence off").types("/set timestamps OFF").reads();
    ana.receives(joined(LUIS), said("lobby", 1, LUIS, "hola"));
    assertEquals(List.of("<Luis> hola"), ana.console.rest());
    ana.types("/set colour on");
    assertEquals(
        List.of("-- No existe el ajuste «colour». Los ajustes son: bell, presence, timestamps"),
        ana.console.rest());
    ana.types("/set bell maybe");
    assertEquals(List.of("-- bell: debe ser on o off, no «maybe»"), ana.console.rest());
  }

  @Test
  void languageChangesAtOnce() {
    Scene ana = Scene.person().joins().types("/lang en");
    assertEquals(List.of("-- In English now."), ana.console.rest());
    ana.losesConnection();
    assertEquals("(offline) <Ana>: ", ana.console.prompt());
    assertEquals(
        List.of(
            "14:03 -- Connection lost (the server closed the connection). Next attempt in 8 s;"
                + " press Enter to try now."),
        ana.console.rest());
    ana.types("/lang fr");
    assertEquals(List.of("-- /lang: must be es or en, not “fr”"), ana.console.rest());
    ana.types("/history 1001");
    assertEquals(
        List.of("-- /history: must be a whole number from 1 to 1000, not “1001”"),
        ana.console.rest());
  }

  @Test
  void ignoredUserIsHiddenUnderAnyName() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/ignore luis").reads();
    User lucho = user("Lucho", "l1");
    ana.receives(
        said("lobby", 1, LUIS, "hola"),
        said("lobby", 2, lucho, "ana!"),
        saidPrivately(1, lucho, ANA, "psst"),
        left(lucho));
    assertEquals(List.of(), ana.console.rest());
    ana.types("/ignore");
    assertEquals(List.of("-- Usuarios ignorados: Lucho"), ana.console.rest());
    ana.types("/unignore lucho").receives(said("lobby", 3, lucho, "por fin"));
    assertEquals(
        List.of("-- Vuelves a ver los mensajes de lucho.", "14:03 <Lucho> por fin"),
        ana.console.rest());
  }

  @Test
  void statusShowsTheState() {
    Scene ana = Scene.person().joins().types("/status");
    assertEquals(
        """
        -- Servidor: localhost:9998, conectado
        -- Tú: Ana (me)
        -- Salas: *lobby (0 usuarios)
        -- Pendientes de envío: 0
        -- Longitud máxima de un mensaje: 40 caracteres, 160 bytes\
        """,
        ana.console.next());
    ana.types("/clear");
    assertEquals(1, ana.console.clears());
  }

  @ParameterizedTest
  @CsvSource({"60,es", "80,es", "200,es", "60,en", "80,en", "200,en"})
  void tablesFitTheTerminal(int width, String language) {
    Scene ana = Scene.person();
    String identifier = "b2a1c1de-7c1f-4a59-9f1c-0a8f0a3c1d11";
    ana.server.lists(user("una_persona_con_un_nombre_de_32_", identifier), ANA);
    ana.server.listsRoom("una_sala_con_un_nombre_de_32_letr", 1234);
    ana.server.listsRoom("lobby", 2);
    ana.joins().types("/lang " + language).reads().console.resize(width);
    ana.types("/help").types("/who").types("/set").types("/rooms");
    for (String line : String.join("\n", ana.console.rest()).split("\n", -1)) {
      assertTrue(DisplayWidth.of(line) < width, line);
    }
  }

  @Test
  void tabCompletesCommandsNamesAndRooms() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    Vocabulary words = ana.joins().console.area().vocabulary();
    assertEquals(List.of("Ana", "Luis"), words.names());
    assertEquals(List.of("lobby"), words.rooms());
    assertTrue(words.commands().containsAll(List.of("/msg", "/quit", ":p-", ":q")));
    assertEquals(
        List.of(List.of("bell", "presence", "timestamps"), List.of("on", "off")),
        words.choices().get("/set"));
    assertEquals(List.of(List.of("es", "en")), words.choices().get("/lang"));
    assertEquals(
        List.of(Vocabulary.NAMES, List.of("reader", "guest", "member", "moderator", "owner")),
        words.choices().get("/role"));
    assertEquals(
        Set.of("/set", "/lang", "/slow", "/access", "/role", "/mute", "/kick", "/ban"),
        words.choices().keySet());
  }
}
