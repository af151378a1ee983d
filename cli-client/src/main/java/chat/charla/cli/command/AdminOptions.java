package chat.charla.cli.command;

import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.Route;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.settings.UserDirectories;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options for the administration token of a server: {@code --data}, or {@code --admin-token}.
 * The environment and the configuration file cannot set them. Otherwise the token could be sent to
 * another server by mistake.
 */
final class AdminOptions {
  /** The name of the token's file in a data directory. */
  private static final String TOKEN = "admin-token";

  /** The name of the file with the server's address, beside the token. */
  private static final String ADDRESS = "admin-address";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--data", paramLabel = "DIR")
  @Nullable Path data;

  @Option(names = "--admin-token", paramLabel = "FILE")
  @Nullable Path token;

  /** Opens a connection to this server, with the token. */
  AdminConnection open(ServerOptions server) throws CommandException, IOException {
    Messages messages = Invocation.of(command).messages();
    TokenFile file = file(messages);
    String secret = token(file, messages);
    Route route = server.route(address(server, file));
    if (!server.protectsSecrets(route.address())) {
      // The server would refuse the token, but others could read it during its transmission.
      throw new CommandException(ExitCode.FAILED, messages.text("admin.insecure"));
    }
    return AdminConnection.open(route, secret);
  }

  /**
   * The server's address: from the command line; otherwise from the file that the server writes
   * beside its token; otherwise from the settings or the default, which may name another server.
   */
  private static ServerAddress address(ServerOptions server, TokenFile token) {
    if (server.isAddressOnCommandLine()) {
      return server.address();
    }
    try {
      String written = Files.readString(token.path().resolveSibling(ADDRESS));
      return new AddressConverter().convert(WhiteSpace.strip(written));
    } catch (IOException | TypeConversionException none) {
      return server.address();
    }
  }

  private TokenFile file(Messages messages) throws CommandException {
    if (token != null && data != null) {
      throw new ParameterException(
          command.commandLine(), messages.text("usage.data-and-admin-token"));
    }
    if (token != null) {
      return new TokenFile(token);
    }
    Path directory = data;
    if (directory == null) {
      directory =
          new UserDirectories(Invocation.of(command).context().environment())
              .state()
              .orElseThrow(() -> MissingDirectory.forState(messages))
              .resolve("server");
    }
    return new TokenFile(directory.resolve(TOKEN));
  }

  private String token(TokenFile file, Messages messages) throws CommandException, IOException {
    String shown = Sanitizer.line(file.path().toString());
    if (!file.exists()) {
      throw new CommandException(ExitCode.FAILED, messages.text("admin.no-token", shown));
    }
    if (file.isOpenToOthers()) {
      Invocation.of(command).warn(messages.text("admin.open", shown));
    }
    return file.read()
        .orElseThrow(
            () -> new CommandException(ExitCode.FAILED, messages.text("admin.bad-token", shown)));
  }
}
