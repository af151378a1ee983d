package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that accepts only users with an account tells others how to get one. */
class AccountNeededTest {
  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.withoutGuests(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void chatWithoutInputSaysHowToGetAnAccount() {
    Person chat = Person.starts(server, "chat", "--name=Ana").typesFinally("");

    assertEquals(ExitCode.FAILED, chat.exitCode());
    chat.screen()
        .awaitLine(
            "HH:MM -- Este servidor solo acepta usuarios con cuenta. Para iniciar sesión: charla"
                + " login NAME. Para crear una cuenta, si el servidor admite usuarios nuevos:"
                + " charla register NAME");
    assertFalse(chat.screen().text().contains("cerró tu sesión"), chat.screen().text());
  }

  @Test
  void commandOfAGuestSaysHowToGetAnAccount() {
    Person send = Person.starts(server, "send", "hola");

    assertEquals(ExitCode.REFUSED, send.exitCode());
    assertEquals(
        List.of(
            "charla: Eso solo pueden hacerlo los usuarios con cuenta",
            "charla: charla login NAME inicia sesión en una cuenta, y charla register NAME crea"
                + " una, si el servidor admite usuarios nuevos"),
        send.errors().lines());
  }
}
