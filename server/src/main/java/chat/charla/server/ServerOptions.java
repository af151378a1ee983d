package chat.charla.server;

import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.oidc.Issuer;
import chat.charla.server.options.BadOptionException;
import com.google.common.net.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code charla server}. An absent option is null, or false. */
@Command(
    name = "charla server",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Runs a Charla server until SIGTERM or Ctrl-C. SIGHUP reloads the configuration file.",
    footer = {
      "",
      "Instead of --some-option, the configuration file may have the key some-option, and the environment"
          + " the variable CHARLA_SERVER_SOME_OPTION. The command line takes precedence over the"
          + " environment, and the environment over the file.",
      "",
      "charla server backup --help and charla server restore --help describe how to back up and"
          + " restore the data."
    })
final class ServerOptions {
  @Parameters(index = "0", arity = "0..1", paramLabel = "HOST", description = "Same as --host.")
  @Nullable String hostArgument;

  @Parameters(index = "1", arity = "0..1", paramLabel = "PORT", description = "Same as --port.")
  @Nullable Integer portArgument;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file in TOML. Its keys are the names of options.")
  @Nullable Path configFile;

  @Option(
      names = "--check-config",
      description =
          "Print every option with its value and the origin of the value, or everything that is"
              + " wrong, and exit.")
  boolean checkConfig;

  @Option(names = "--host", description = "Address to listen on. Default: localhost.")
  @Nullable String host;

  @Option(names = "--port", description = "Port to listen on, 0 for a free one. Default: 9998.")
  @Nullable Integer port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Directory for messages and identities. Default: charla/server in the XDG state directory.")
  @Nullable Path data;

  @Option(
      names = "--registration",
      paramLabel = "off|open|invite",
      description =
          "Whether users can create accounts: no, yes, or only with an invitation. Users need a protected"
              + " connection: TLS, or the server's machine. Default: off.")
  @Nullable String registration;

  @Option(
      names = "--members-invite",
      paramLabel = "N",
      description =
          "With --registration invite: how many invitations each account may have in a week, at most 50."
              + " Default: 0, only the operator invites.")
  @Nullable Integer membersInvite;

  @Option(
      names = "--guests",
      paramLabel = "on|off",
      description = "Whether users may join without an account. Default: on.")
  @Nullable String guests;

  @Option(
      names = "--oidc",
      paramLabel = "ISSUER,CLIENT_ID",
      description =
          "Accept the users of this OpenID Connect issuer, an https URL. Clients get id tokens for"
              + " this client id. Default: none.")
  @Nullable String oidc;

  @Option(
      names = "--welcome",
      paramLabel = "TEXT",
      description = "Greeting for each user who joins.")
  @Nullable String welcome;

  @Option(
      names = "--retain-messages",
      paramLabel = "N",
      description = "Keep only the last N messages of each room. Default: all.")
  @Nullable Long retainMessages;

  @Option(
      names = "--retain-for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long messages of rooms are kept. Default: 0, for ever.")
  @Nullable Duration retainFor;

  @Option(
      names = "--retain-private-messages-for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long private messages are kept. Default: 0, as long as the user's identity.")
  @Nullable Duration retainPrivateFor;

  @Option(
      names = "--retain-audit",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long the record of what operators have done is kept. Default: 365d.")
  @Nullable Duration retainAudit;

  @Option(
      names = "--repetition-window",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "For how long a repeated send is recognised. Default: 0, as long as the user's identity.")
  @Nullable Duration repetitionWindow;

  @Option(
      names = "--max-text-code-points",
      paramLabel = "N",
      description = "Longest message, in code points. Default: 4000.")
  @Nullable Integer maxTextCodePoints;

  @Option(
      names = "--max-text-bytes",
      paramLabel = "N",
      description = "Longest message, in bytes. Default: 16384.")
  @Nullable Integer maxTextBytes;

  @Option(
      names = "--name-lease",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long a name stays reserved for a user without a connection. Default: 60s.")
  @Nullable Duration nameLease;

  @Option(
      names = "--announce-loss-after",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long the server waits before it tells others that a user has lost the connection."
              + " Default: 5s.")
  @Nullable Duration lossDelay;

  @Option(
      names = "--identity-lifetime",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long an identity is kept after its last authenticated call. Default: 30d.")
  @Nullable Duration identityLifetime;

  @Option(
      names = "--mass-expiry-delay",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long identities are kept if many expire together: more than 100, and more than a"
              + " tenth of all. Default: 1d.")
  @Nullable Duration massExpiryDelay;

  @Option(
      names = "--max-users",
      paramLabel = "N",
      description =
          "Maximum number of identities. Default: 1 for each 32 KiB of the heap, at most 100000.")
  @Nullable Integer maxIdentities;

  @Option(
      names = "--max-accounts",
      paramLabel = "N",
      description = "Maximum number of accounts. Default: half of --max-users.")
  @Nullable Integer maxAccounts;

  @Option(
      names = "--max-rooms",
      paramLabel = "N",
      description = "Maximum number of rooms. Default: 10000.")
  @Nullable Integer maxRooms;

  @Mixin LimitOptions limits;

  @Mixin TlsOptions tls;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      converter = ListenAddressConverter.class,
      description =
          "Serve metrics by HTTP at this address, or at this port of localhost. Default: none.")
  @Nullable HostAndPort metrics;

  @Option(names = "--lang", paramLabel = "es|en", description = "Language of the console.")
  @Nullable String language;

  @Option(
      names = "--quiet",
      description =
          "Do not print the messages posted in rooms."
              + " Default: true, unless standard error is a terminal.")
  @Nullable Boolean quiet;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      description = "Format of the log: lines of text, or a JSON object a line. Default: text.")
  @Nullable String logFormat;

  /**
   * The configuration of a server with these options. Ignores {@link #hostArgument} and {@link
   * #portArgument}.
   *
   * @param environment the variables that determine the default data directory
   * @throws BadOptionException if a value is out of range, or if options contradict each other; the
   *     message names the options
   */
  ServerConfig config(Map<String, String> environment) {
    ServerConfig.Builder config =
        ServerConfig.builder(
            data == null ? defaultData(environment, System.getProperty("user.home", "")) : data);
    set(host, config::host);
    set(port, config::port);
    if (registration != null) {
      config.registration(
          RegistrationPolicy.parse(registration)
              .orElseThrow(
                  () ->
                      new BadOptionException(
                          "option.choice-of-three", "--registration", "off", "open", "invite")));
    }
    set(membersInvite, config::membersInvite);
    if (guests != null) {
      config.guests(isYes("--guests", guests, "on", "off"));
    }
    if (oidc != null) {
      config.oidc(Issuer.parse(oidc).orElseThrow(() -> new BadOptionException("option.oidc")));
    }
    set(welcome, config::welcome);
    set(retainMessages, config::retainMessages);
    set(retainFor, config::retainFor);
    set(retainPrivateFor, config::retainPrivateFor);
    set(retainAudit, config::retainAudit);
    set(repetitionWindow, config::repetitionWindow);
    set(maxTextCodePoints, config::maxTextCodePoints);
    set(maxTextBytes, config::maxTextBytes);
    set(nameLease, config::nameLease);
    set(lossDelay, config::lossDelay);
    set(identityLifetime, config::identityLifetime);
    set(massExpiryDelay, config::massExpiryDelay);
    set(maxIdentities, config::maxIdentities);
    set(maxAccounts, config::maxAccounts);
    set(maxRooms, config::maxRooms);
    set(metrics, config::metrics);
    limits.configure(config, maxTextBytes);
    LogFormat.of(logFormat);
    return config.tls(tls.settings()).build();
  }

  /**
   * The default data directory: {@code $XDG_STATE_HOME/charla/server}, or else {@code
   * $HOME/.local/state/charla/server}. Ignores a variable without an absolute path, as the XDG Base
   * Directory Specification requires.
   *
   * @param userHome Java's {@code user.home}, which applies if {@code $HOME} is not set; "?" if the
   *     operating system does not know the user, as in some containers
   * @throws BadOptionException if there is no home directory
   */
  static Path defaultData(Map<String, String> environment, String userHome) {
    Path state = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
    if (!state.isAbsolute()) {
      Path home =
          Stream.of(environment.getOrDefault("HOME", ""), userHome)
              .map(Path::of)
              .filter(Path::isAbsolute)
              .findFirst()
              .orElseThrow(() -> new BadOptionException("option.no-home"));
      state = home.resolve(".local").resolve("state");
    }
    return state.resolve("charla").resolve("server");
  }

  /**
   * Returns true for the value {@code yes}, and false for {@code no}.
   *
   * @throws BadOptionException if the value is neither
   */
  private static boolean isYes(String option, String value, String yes, String no) {
    BadOptionException.check(
        value.equals(yes) || value.equals(no), "option.choice", option, yes, no);
    return value.equals(yes);
  }

  private static <T> void set(@Nullable T chosen, Consumer<T> option) {
    if (chosen != null) {
      option.accept(chosen);
    }
  }
}
