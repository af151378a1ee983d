package chat.charla.cli.terminal;

import java.io.IOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Opens the terminal that this program runs in, for classes that read standard input directly. */
final class SystemTerminal {
  private SystemTerminal() {}

  /**
   * Opens a terminal that echoes and edits lines.
   *
   * @throws IOException if there is no such terminal. For example, Emacs echoes what the user types
   *     itself, so its terminals do not
   */
  static Terminal thatEchoes() throws IOException {
    Terminal terminal;
    try {
      terminal =
          TerminalBuilder.builder()
              .system(true)
              .provider(TerminalBuilder.PROP_PROVIDER_JNI)
              .dumb(false)
              // JLine gives no access to the settings of a dumb terminal. The type has no other
              // effect, because the classes that use this terminal write no control sequences.
              .type("ansi")
              .graphemeCluster(false)
              .build();
    } catch (IllegalStateException | LinkageError e) {
      // JLine has no native library for this machine.
      throw new IOException("no terminal", e);
    }
    Attributes present = terminal.getAttributes();
    if (!present.getLocalFlag(LocalFlag.ECHO) || !present.getLocalFlag(LocalFlag.ICANON)) {
      terminal.close();
      throw new IOException("the terminal does not echo");
    }
    return terminal;
  }
}
