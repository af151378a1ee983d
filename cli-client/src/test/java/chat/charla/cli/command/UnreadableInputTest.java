package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.testkit.Screen;
import chat.charla.cli.testkit.ServerFixture;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An input that cannot be read, with a failure that has no message. */
class UnreadableInputTest extends ServerFixture {
  private static final InputStream BROKEN =
      new InputStream() {
        @Override
        public int read() throws IOException {
          throw new EOFException();
        }
      };

  @Test
  void failureWithoutAMessageIsNamed() {
    Screen out = new Screen();
    Screen err = new Screen();
    Map<String, String> environment = Map.of("LANG", "es", "XDG_CONFIG_HOME", "/nonexistent");
    Context context = new Context(BROKEN, out.stream(), err.stream(), environment, false);

    int code = CharlaCommand.run(context, "send", "--lines", "--port", server.port());

    assertEquals(ExitCode.FAILED, code);
    assertEquals(List.of("charla: no se puede leer la entrada: EOFException"), err.lines());
  }
}
