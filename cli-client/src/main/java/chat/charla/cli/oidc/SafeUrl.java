package chat.charla.cli.oidc;

import java.net.URI;
import java.util.regex.Pattern;

/** Decides which addresses of an issuer may be used. */
final class SafeUrl {
  /** Longer than any address that an issuer needs. */
  private static final int MAX_LENGTH = 2000;

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  private SafeUrl() {}

  /**
   * Whether what is sent to this address can be read only by its owner.
   *
   * @param local whether a service on this machine may be used without TLS. A chat server on
   *     another machine must not make this program call such a service
   */
  static boolean is(String url, boolean local) {
    if (url.length() > MAX_LENGTH) {
      return false;
    }
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return false;
    }
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return false;
    }
    return "https".equalsIgnoreCase(uri.getScheme())
        || (local && "http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.matcher(host).matches());
  }
}
