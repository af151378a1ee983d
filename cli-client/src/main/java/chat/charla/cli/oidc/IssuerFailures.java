package chat.charla.cli.oidc;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.WhiteSpace;
import chat.charla.client.oidc.IssuerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** Explains in the user's language, on one line, why an issuer has given no id token. */
public final class IssuerFailures {
  /** How much of a text of the issuer is shown, in code points. */
  private static final int EXCERPT = 200;

  private IssuerFailures() {}

  /** Explains a failure. */
  public static String explain(IssuerException failure, Messages messages) {
    String key = key(failure.reason());
    String name = Sanitizer.excerpt(failure.issuer(), EXCERPT);
    Optional<String> cause =
        failure.getCause() instanceof IOException e ? causeKey(e) : Optional.empty();
    if (cause.isPresent()) {
      return messages.text(key, name, messages.text(cause.get()));
    }
    String said = Sanitizer.excerpt(failure.detail(), EXCERPT);
    if (!WhiteSpace.isBlank(said)) {
      return messages.text(key, name, said);
    }
    return messages.has(key + ".unsaid")
        ? messages.text(key + ".unsaid", name)
        : messages.text(key, name, messages.text("cause.unsaid"));
  }

  private static String key(IssuerException.Reason reason) {
    return switch (reason) {
      case UNREACHABLE -> "issuer.unreachable";
      case NOT_AN_ISSUER -> "issuer.none-there";
      case UNSAFE -> "issuer.unsafe";
      case NO_DEVICE_FLOW -> "issuer.no-device-flow";
      case REFUSED -> "issuer.refused";
      case DENIED -> "issuer.denied";
      case EXPIRED -> "issuer.expired";
      case INVALID_ANSWER -> "issuer.nonsense";
    };
  }

  /** The key of the text about a common cause. */
  private static Optional<String> causeKey(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return Optional.of("cause.unknown-host");
      }
      if (cause instanceof HttpTimeoutException) {
        return Optional.of("cause.timeout");
      }
    }
    if (failure instanceof ConnectException) {
      return Optional.of("cause.refused");
    }
    String message = failure.getMessage();
    return message != null && message.contains("PKIX path")
        ? Optional.of("cause.tls.untrusted")
        : Optional.empty();
  }
}
