package chat.charla.cli.oidc;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.WhiteSpace;

/** The issuer has given no id token. */
public final class IssuerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How much of a text of the issuer is shown, in code points. */
  private static final int EXCERPT = 200;

  /** Why there is no id token. */
  public enum Reason {
    /** The issuer cannot be reached, or does not answer in time. */
    UNREACHABLE("issuer.unreachable"),
    /** There is no issuer at the address, or its configuration names another issuer. */
    NOT_AN_ISSUER("issuer.none-there"),
    /** An address of the issuer is not protected by https. */
    UNSAFE("issuer.unsafe"),
    /** The issuer does not offer the device flow. */
    NO_DEVICE_FLOW("issuer.no-device-flow"),
    /** The issuer refuses the client. */
    REFUSED("issuer.refused"),
    /** The user has refused the log-in at the issuer. */
    DENIED("issuer.denied"),
    /** The user has not logged in in time. */
    EXPIRED("issuer.expired"),
    /** The issuer's answer is invalid. */
    INVALID_ANSWER("issuer.nonsense");

    private final String key;

    Reason(String key) {
      this.key = key;
    }
  }

  private final Reason reason;
  private final String issuer;
  private final String detail;

  /**
   * A failure.
   *
   * @param issuer the issuer's identifier
   * @param detail the issuer's own words, or a message key that begins with {@code cause.}; may be
   *     empty
   */
  IssuerException(Reason reason, String issuer, String detail) {
    super(reason + " " + detail);
    this.reason = reason;
    this.issuer = issuer;
    this.detail = detail;
  }

  /** Why there is no id token. */
  public Reason reason() {
    return reason;
  }

  /** Explains the failure in the user's language, on one line. */
  public String in(Messages messages) {
    String name = Sanitizer.excerpt(issuer, EXCERPT);
    String said = Sanitizer.excerpt(detail, EXCERPT);
    if (WhiteSpace.isBlank(said)) {
      String key = reason.key + ".unsaid";
      return messages.has(key)
          ? messages.text(key, name)
          : messages.text(reason.key, name, messages.text("cause.unsaid"));
    }
    boolean known = reason == Reason.UNREACHABLE && messages.has(detail);
    return messages.text(reason.key, name, known ? messages.text(detail) : said);
  }
}
