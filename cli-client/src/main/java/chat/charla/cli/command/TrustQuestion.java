package chat.charla.cli.command;

import chat.charla.cli.connection.Route;
import chat.charla.cli.connection.tls.KnownServers;
import chat.charla.cli.connection.tls.UntrustedServer;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Asks the user, as ssh does, whether to trust a server that is not known yet. */
final class TrustQuestion {
  private static final int LONGEST_ANSWER = 1000;

  private final Context context;
  private final Messages messages;
  private final KnownServers known;

  TrustQuestion(Context context, Messages messages, KnownServers known) {
    this.context = context;
    this.messages = messages;
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
    String answer;
    do {
      out.print(messages.text("tls.ask"));
      out.flush();
      answer = WhiteSpace.strip(readLine(context.in())).toLowerCase(Locale.ROOT);
      if (answer.isEmpty() || messages.words("answer.no").contains(answer)) {
        return false;
      }
    } while (!messages.words("answer.yes").contains(answer));
    try {
      known.add(route.address(), untrusted.shown());
    } catch (IOException e) {
      String why = explanations.notKept(route.address(), untrusted.shown(), e);
      throw new CommandException(ExitCode.FAILED, why);
    }
    out.println(messages.text("tls.remembered", Sanitizer.line(known.path().toString())));
    return true;
  }

  /** Reads exactly one line, because the input after it belongs to the chat. */
  private static String readLine(InputStream in) throws IOException {
    byte[] line = new byte[LONGEST_ANSWER];
    int length = 0;
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (length < line.length) {
        line[length++] = (byte) next;
      }
    }
    return new String(line, 0, length, StandardCharsets.UTF_8);
  }
}
