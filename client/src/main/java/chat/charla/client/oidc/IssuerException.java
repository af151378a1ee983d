package chat.charla.client.oidc;

import org.jspecify.annotations.Nullable;

/** The issuer has given no id token. */
public final class IssuerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is no id token. */
  public enum Reason {
    /** The issuer cannot be reached, or does not answer in time. */
    UNREACHABLE,
    /** There is no issuer at the address, or its configuration names another issuer. */
    NOT_AN_ISSUER,
    /** An address of the issuer is not protected by https. */
    UNSAFE,
    /** The issuer does not offer the device flow. */
    NO_DEVICE_FLOW,
    /** The issuer refuses the client. */
    REFUSED,
    /** The user has refused the log-in at the issuer. */
    DENIED,
    /** The user has not logged in in time. */
    EXPIRED,
    /** The issuer's answer is invalid. */
    INVALID_ANSWER
  }

  private final Reason reason;
  private final String issuer;
  private final String detail;

  IssuerException(Reason reason, String issuer, String detail, @Nullable Throwable cause) {
    super(reason + " " + detail, cause);
    this.reason = reason;
    this.issuer = issuer;
    this.detail = detail;
  }

  /** Why there is no id token. If the reason is UNREACHABLE, the cause may be an IOException. */
  public Reason reason() {
    return reason;
  }

  /** The issuer's identifier, which is its address. The chat server has named it. */
  public String issuer() {
    return issuer;
  }

  /**
   * The issuer's own words, or what was wrong in its answer; may be empty. Before an application
   * shows this text, it must make it harmless. It contains no secret of the user.
   */
  public String detail() {
    return detail;
  }
}
