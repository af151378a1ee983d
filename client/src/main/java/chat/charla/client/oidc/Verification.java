package chat.charla.client.oidc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The page on which the user logs in, and the code. All texts come from the issuer: before an
 * application shows them, it must make them harmless. Immutable.
 */
public final class Verification {
  private final String url;
  private final String code;
  private final @Nullable String completeUrl;
  private final Duration validity;

  /** Creates the object; see the methods. */
  public Verification(String url, String code, @Nullable String completeUrl, Duration validity) {
    this.url = url;
    this.code = code;
    this.completeUrl = completeUrl;
    this.validity = validity;
  }

  /** The page on which the user logs in. Its address has https, unless it is on this machine. */
  public String url() {
    return url;
  }

  /** What the user enters on the page, at most 100 characters. */
  public String code() {
    return code;
  }

  /** The same page with the code entered, for example for a QR code; or null. */
  public @Nullable String completeUrl() {
    return completeUrl;
  }

  /** For how long the code is valid, at most an hour. */
  public Duration validity() {
    return validity;
  }
}
