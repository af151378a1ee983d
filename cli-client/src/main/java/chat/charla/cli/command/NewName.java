package chat.charla.cli.command;

import chat.charla.cli.text.Sanitizer;
import chat.charla.client.WhiteSpace;
import java.io.IOException;

/** Asks a user of an issuer, who has no account yet, for the name of the account. */
final class NewName {
  private final Invocation invocation;
  private final String proposed;

  /**
   * Prepares the question.
   *
   * @param proposed the name that the user accepts by an empty line; empty for none
   */
  NewName(Invocation invocation, String proposed) {
    this.invocation = invocation;
    // Do not propose a name that the sanitizer changes: the user would accept another name than the
    // one shown.
    this.proposed = Sanitizer.excerpt(proposed).equals(proposed) ? proposed : "";
  }

  /**
   * Asks until the user has typed a name.
   *
   * @throws CommandException if there is no terminal, or the input ends
   */
  String ask(String server) throws CommandException, IOException {
    Context context = invocation.context();
    if (!context.terminal()) {
      throw new CommandException(
          ExitCode.REFUSED, invocation.messages().text("issuer.name-needed", server));
    }
    while (true) {
      String question =
          proposed.isEmpty()
              ? invocation.messages().text("issuer.name", server)
              : invocation.messages().text("issuer.name-proposed", server, proposed);
      context.out().print(question);
      context.out().flush();
      String line = Confirmation.readLine(context.in());
      if (line == null) {
        throw new CommandException(ExitCode.FAILED, invocation.messages().text("issuer.no-name"));
      }
      String typed = WhiteSpace.strip(line);
      if (!typed.isEmpty() || !proposed.isEmpty()) {
        return typed.isEmpty() ? proposed : typed;
      }
    }
  }
}
