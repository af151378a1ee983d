package chat.charla.cli.command;

import chat.charla.cli.script.Who;
import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who a script is: by {@code --name}, or by {@code --token-file} somebody who exists already. */
final class IdentityOptions {
  @Option(names = "--name", paramLabel = "NAME")
  @Nullable String name;

  @Option(names = "--token-file", paramLabel = "FILE")
  @Nullable Path tokenFile;

  /**
   * Somebody who only looks on: without {@code --name} a passer-by, who takes nobody's name.
   *
   * @param command what the passer-by is called after
   */
  Who listener(String command, Messages messages) throws CommandException {
    return who(passerBy(command), messages);
  }

  /** Somebody who says something: without {@code --name} called as on this machine. */
  Who speaker(String command, Messages messages) throws CommandException {
    String login = System.getProperty("user.name", "").replaceAll("[^\\p{L}\\p{Nd}_.-]", "");
    return who(login.isEmpty() ? passerBy(command) : login, messages);
  }

  private Who who(String otherwise, Messages messages) throws CommandException {
    return new Who(name, otherwise, tokenFile == null ? null : token(tokenFile, messages));
  }

  private static String passerBy(String command) {
    return command + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static String token(Path file, Messages messages) throws CommandException {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(ExitCode.FAILED, messages.text("token.unreadable", file));
    }
    boolean sound =
        !token.isEmpty() && token.chars().allMatch(letter -> letter > ' ' && letter < 0x7F);
    if (!sound) {
      throw new CommandException(ExitCode.AUTHENTICATION, messages.text("token.invalid", file));
    }
    return token;
  }
}
