package chat.charla.client.oidc;

import java.net.URI;
import java.util.regex.Pattern;

/** Decides which addresses of an issuer may be used. */
final class SafeUrl {
  /** The maximum length of an address. Issuers need far less. */
  private static final int MAX_LENGTH = 2000;

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  private SafeUrl() {}

  /**
   * Whether the address uses https, or http on this machine if {@code local} is true.
   *
   * @param local whether http to this machine is allowed. It is not allowed for a chat server on
   *     another machine, which could otherwise make this program call any service on this machine
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
