package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.event;
import static chat.charla.cli.chat.Scene.joined;
import static chat.charla.cli.chat.Scene.left;
import static chat.charla.cli.chat.Scene.saidPrivately;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.UserRenamed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Private messages reach their recipient even if users change their names. In virtual time. */
class PrivateMessagesTest {
  @Test
  void queryFollowsTheUserNotTheName() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/query luis").types("hola");
    assertEquals("[privado Luis] <Ana>: ", ana.console.prompt());
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
    ana.reads()
        .receives(
            event("lobby", 0, user("Lucho", "l1"))
                .setUserRenamed(UserRenamed.newBuilder().setPreviousName("Luis"))
                .build());
    assertEquals("[privado Lucho] <Ana>: ", ana.console.prompt());
    ana.receives(joined(user("Luis", "otro"))).types("sigues ahí?");
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
    ana.reads().receives(left(user("Lucho", "l1")));
    assertEquals(
        List.of(
            "14:03 -- Lucho se fue. Lo que escribas seguirá yendo solo a ese usuario; /query vuelve"
                + " a la sala."),
        ana.console.rest());
    ana.types("/query").types("a todos");
    assertEquals("lobby", ana.server.nextCommand().getSendMessage().getRoom());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void queryWithAnUnknownUserIsRefused() {
    Scene ana = Scene.person().joins().types("/query Nadie");
    assertEquals(List.of("-- Usuario no conectado: Nadie"), ana.console.rest());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void replyGoesToTheLastAuthorById() {
    Scene ana = Scene.person().joins().types("/reply hola");
    assertEquals(List.of("-- No hay un mensaje privado que responder."), ana.console.rest());
    ana.receives(saidPrivately(1, LUIS, ANA, "psst")).types("/r qué?");
    ConverseRequest answer = ana.server.nextCommand();
    assertEquals("l1", answer.getSendMessage().getUserId());
    assertEquals("qué?", answer.getSendMessage().getText());
  }
}
