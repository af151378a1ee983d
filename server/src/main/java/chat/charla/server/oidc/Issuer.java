package chat.charla.server.oidc;

import com.google.common.net.InetAddresses;
import java.net.URI;
import java.util.Optional;

/**
 * An issuer of id tokens, and the id by which it knows this server.
 *
 * @param url identifies the issuer. The issuer's configuration is at a path below this URL
 * @param clientId the id under which the server's clients are registered at the issuer
 */
public record Issuer(String url, String clientId) {
  /** Reads {@code ISSUER,CLIENT_ID}; empty if the text has another form, or the URL is not safe. */
  public static Optional<Issuer> parse(String text) {
    int comma = text.indexOf(',');
    if (comma < 0) {
      return Optional.empty();
    }
    Issuer issuer = new Issuer(text.substring(0, comma), text.substring(comma + 1).strip());
    boolean valid = !issuer.clientId.isEmpty() && isSafe(issuer.url);
    return valid ? Optional.of(issuer) : Optional.empty();
  }

  /** Where the issuer publishes its configuration (OpenID Connect Discovery 1.0). */
  String configurationUrl() {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return base + "/.well-known/openid-configuration";
  }

  /** Whether keys may be fetched from this URL: by https, or from this machine. */
  static boolean isSafe(String url) {
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
    return isHttps(url) || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(host));
  }

  /**
   * Whether this issuer may publish its keys at this URL. An issuer on another machine must not
   * make the server send requests to programs on the server's machine.
   */
  boolean mayHaveKeysAt(String keysUrl) {
    return isSafe(keysUrl) && (isHttps(keysUrl) || !isHttps(url));
  }

  private static boolean isHttps(String url) {
    return "https".equalsIgnoreCase(URI.create(url).getScheme());
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || (InetAddresses.isUriInetAddress(host)
            && InetAddresses.forUriString(host).isLoopbackAddress());
  }
}
