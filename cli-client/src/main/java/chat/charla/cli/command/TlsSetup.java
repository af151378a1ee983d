package chat.charla.cli.command;

import chat.charla.cli.connection.tls.ClientCertificate;
import chat.charla.cli.connection.tls.Fingerprint;
import chat.charla.cli.connection.tls.KnownServers;
import chat.charla.cli.connection.tls.Tls;
import chat.charla.cli.connection.tls.Trust;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Converts the TLS options in {@link ServerOptions} to a TLS configuration. An option with a
 * certificate or a fingerprint implies TLS, so that a forgotten {@code --tls} does not send data
 * unencrypted.
 *
 * <p>This code is not in {@link ServerOptions}, because commands without TLS should not load it:
 * loading classes takes time.
 */
final class TlsSetup {
  private final TlsChoice choice;
  private final CommandSpec command;
  private final Invocation invocation;
  private final ServerAddress server;

  /** Creates a setup for connections to this server by the options of the running command. */
  TlsSetup(TlsChoice choice, CommandSpec command, ServerAddress server) {
    this.choice = choice;
    this.command = command;
    this.invocation = Invocation.of(command);
    this.server = server;
  }

  /**
   * The TLS configuration that the options ask for, or null if they ask for plaintext.
   *
   * @throws ParameterException if the options contradict each other
   * @throws CommandException if a file cannot be read
   */
  @Nullable Tls open() throws CommandException {
    if (!choice.tls() && invocation.origin("tls").level() != Origin.Level.DEFAULT) {
      refuseOtherTlsOptions();
      return null;
    }
    if (choice.authorities() != null && choice.fingerprint() != null) {
      throw usage("usage.ca-or-fingerprint");
    }
    ClientCertificate own = clientCertificate();
    return new Tls(trust(), own);
  }

  /**
   * Refuses TLS options on the command line if TLS is switched off, because they would have no
   * effect.
   */
  private void refuseOtherTlsOptions() {
    for (String name : List.of("ca", "cert", "key", "fingerprint", "accept-new-fingerprint")) {
      if (invocation.origin(name).level() == Origin.Level.COMMAND_LINE) {
        throw usage("usage.without-tls", "--" + name);
      }
    }
  }

  private @Nullable ClientCertificate clientCertificate() throws CommandException {
    Path certificate = choice.certificate();
    Path key = choice.key();
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw usage("usage.cert-and-key");
    }
    return new ClientCertificate(
        PemFile.certificates(certificate, invocation.messages()),
        PemFile.key(key, invocation.messages()));
  }

  private Trust trust() throws CommandException {
    if (choice.authorities() != null) {
      return new Trust.Authorities(
          PemFile.certificates(choice.authorities(), invocation.messages()));
    }
    if (choice.fingerprint() != null) {
      return new Trust.Pinned(parse(choice.fingerprint()));
    }
    Optional<KnownServers> known = KnownServersFile.of(invocation.context());
    if (known.isEmpty()) {
      if (choice.acceptNew()) {
        throw MissingDirectory.forSettings(invocation.messages());
      }
      return new Trust.FirstUse(Optional.empty(), Trust.UnknownServers.REFUSED);
    }
    return new Trust.FirstUse(remembered(known.get()), unknownServers(known.get()));
  }

  private Fingerprint parse(String copied) {
    return Fingerprint.parse(copied)
        .orElseThrow(
            () -> {
              Origin origin = invocation.origin("fingerprint");
              String where =
                  origin.level() == Origin.Level.COMMAND_LINE
                      ? origin.name()
                      : OriginText.of(origin, invocation.settings(), invocation.messages());
              return usage("tls.no-fingerprint", where, Sanitizer.line(copied));
            });
  }

  private Optional<Fingerprint> remembered(KnownServers known) throws CommandException {
    String file = Sanitizer.line(known.path().toString());
    try {
      return known.find(server);
    } catch (KnownServers.MalformedLineException e) {
      throw new CommandException(
          ExitCode.FAILED,
          invocation.messages().text("tls.known-servers.malformed", file, e.line()));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, invocation.messages().text("tls.unreadable", file));
    }
  }

  private Trust.UnknownServers unknownServers(KnownServers known) {
    if (!choice.acceptNew()) {
      return Trust.UnknownServers.REFUSED;
    }
    return shown -> {
      known.add(server, shown);
      String file = Sanitizer.line(known.path().toString());
      invocation.warn(invocation.messages().text("tls.accepted", server, shown, file));
      return true;
    };
  }

  private ParameterException usage(String key, Object... arguments) {
    return new ParameterException(
        command.commandLine(), invocation.messages().text(key, arguments));
  }
}
