package chat.charla.cli.command;

import chat.charla.cli.connection.Route;
import chat.charla.cli.connection.tls.Fingerprint;
import chat.charla.cli.connection.tls.KnownServers;
import chat.charla.cli.connection.tls.UntrustedServer;
import chat.charla.cli.settings.FileTrouble;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.util.Optional;

/** Explains why a server is not trusted, and how the user can decide to trust it. */
final class TrustExplanations {
  private final Messages messages;
  private final Optional<KnownServers> known;

  /**
   * Creates explanations in a language.
   *
   * @param known the file of known servers, if the user has a configuration directory
   */
  TrustExplanations(Messages messages, Optional<KnownServers> known) {
    this.messages = messages;
    this.known = known;
  }

  /** The full warning, on several lines so that the user notices it. */
  String of(UntrustedServer untrusted, Route route) {
    if (untrusted instanceof UntrustedServer.Changed changed) {
      return changed(changed, route.address());
    }
    if (untrusted instanceof UntrustedServer.WrongFingerprint other) {
      return messages.text(
          "tls.wrong-fingerprint", route.address(), other.expected(), other.shown());
    }
    if (untrusted instanceof UntrustedServer.NotSaved unsaved) {
      return notSaved(route.address(), unsaved.shown(), unsaved.why());
    }
    return unknown(untrusted, route) + "\n" + messages.text("tls.unknown.hint", untrusted.shown());
  }

  /** The description of a server that is not known yet. */
  String unknown(UntrustedServer untrusted, Route route) {
    String why =
        untrusted instanceof UntrustedServer.Unknown unknown
            ? messages.text(unknown.why().key(), "")
            : messages.text("cause.tls.untrusted");
    return messages.text("tls.unknown", route.address(), why, untrusted.shown());
  }

  /** The error message for a server that is trusted but cannot be added to the known servers. */
  String notSaved(ServerAddress server, Fingerprint shown, IOException why) {
    String reason =
        why instanceof KnownServers.AlreadyKnownException
            ? messages.text("file.already-known")
            : FileTrouble.reason(why, messages);
    return messages.text("tls.not-kept", server, file(), reason, shown);
  }

  private String file() {
    return known.map(file -> Sanitizer.line(file.path().toString())).orElse("");
  }

  private String changed(UntrustedServer.Changed changed, ServerAddress server) {
    return messages.text(
        "tls.changed",
        server,
        changed.remembered(),
        changed.shown(),
        file(),
        KnownServers.line(server, changed.remembered()));
  }
}
