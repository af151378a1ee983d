package chat.charla.cli.command;

import chat.charla.cli.connection.Route;
import chat.charla.cli.connection.tls.KnownServers;
import chat.charla.cli.connection.tls.UntrustedServer;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** Asks the user, as ssh does, whether to trust a server that is not known yet. */
final class TrustQuestion {
  private final Invocation invocation;
  private final Context context;
  private final Messages messages;
  private final KnownServers known;

  TrustQuestion(Invocation invocation, KnownServers known) {
    this.invocation = invocation;
    this.context = invocation.context();
    this.messages = invocation.messages();
    this.known = known;
  }

  /** Whether there is a terminal to ask at. */
  boolean isPossible() {
    return context.terminal();
  }

  /**
   * Asks the user, and saves the server if the answer is yes.
   *
   * @return whether the user trusts the server
   * @throws IOException if the answer cannot be read
   * @throws CommandException if the server cannot be saved
   */
  boolean isAccepted(UntrustedServer.Unknown untrusted, Route route)
      throws CommandException, IOException {
    PrintStream out = context.out();
    TrustExplanations explanations = new TrustExplanations(messages, Optional.of(known));
    out.println(explanations.unknown(untrusted, route));
    if (!new Confirmation(invocation).isGiven("tls.ask")) {
      return false;
    }
    try {
      known.add(route.address(), untrusted.shown());
    } catch (IOException e) {
      String why = explanations.notSaved(route.address(), untrusted.shown(), e);
      throw new CommandException(ExitCode.FAILED, why);
    }
    out.println(messages.text("tls.remembered", Sanitizer.line(known.path().toString())));
    return true;
  }
}
