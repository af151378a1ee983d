package chat.charla.android.session;

import chat.charla.client.WhiteSpace;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server, whether the client uses TLS, and which certificate authority it trusts.
 * Immutable.
 */
public final class ServerSettings {
  /** The default port of the server. */
  public static final int DEFAULT_PORT = 9998;

  private static final int MAX_PORT = 65_535;

  private final String host;
  private final int port;
  private final boolean plaintext;
  private final String certificate;

  /**
   * Creates settings.
   *
   * @param host a name or an IP address; an IPv6 address has no brackets
   * @param port 1 to 65535
   * @param plaintext true to connect without TLS
   * @param certificate the only certificate authority to trust, as PEM; empty to trust the
   *     authorities that the device trusts
   */
  public ServerSettings(String host, int port, boolean plaintext, String certificate) {
    this.host = Objects.requireNonNull(host);
    this.port = port;
    this.plaintext = plaintext;
    this.certificate = Objects.requireNonNull(certificate);
  }

  /**
   * Parses an address that the user has typed, in the form "host", "host:port", "[address]" or
   * "[address]:port".
   *
   * @return the settings, or null if the text has none of these forms
   */
  public static @Nullable ServerSettings parse(
      String typed, boolean plaintext, String certificate) {
    String text = WhiteSpace.strip(typed);
    String host = text;
    String port = "";
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int bracket = text.indexOf(']');
      if (bracket < 0 || (bracket + 1 < text.length() && text.charAt(bracket + 1) != ':')) {
        return null;
      }
      host = text.substring(1, bracket);
      port = bracket + 1 < text.length() ? text.substring(bracket + 2) : "";
      if (bracket + 2 == text.length()) {
        return null;
      }
    } else if (colon >= 0 && colon == text.indexOf(':')) {
      host = text.substring(0, colon);
      port = text.substring(colon + 1);
      if (port.isEmpty()) {
        return null;
      }
    }
    int number = port.isEmpty() ? DEFAULT_PORT : portNumber(port);
    boolean valid = host.matches("[^\\s/\\[\\]@?#]+") && number > 0;
    return valid ? new ServerSettings(host, number, plaintext, certificate) : null;
  }

  static @Nullable ServerSettings fromProperties(Properties properties) {
    String host = properties.getProperty("host", "");
    int port = portNumber(properties.getProperty("port", ""));
    if (host.isEmpty() || port == 0) {
      return null;
    }
    return new ServerSettings(
        host,
        port,
        Boolean.parseBoolean(properties.getProperty("plaintext")),
        properties.getProperty("certificate", ""));
  }

  void writeTo(Properties properties) {
    properties.setProperty("host", host);
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("plaintext", Boolean.toString(plaintext));
    properties.setProperty("certificate", certificate);
  }

  /** The name or address. */
  public String host() {
    return host;
  }

  /** The port. */
  public int port() {
    return port;
  }

  /** Whether to connect without TLS. */
  public boolean isPlaintext() {
    return plaintext;
  }

  /** The private certificate authority as PEM, or empty. */
  public String certificate() {
    return certificate;
  }

  /** The address in the form that {@link #parse} reads, without the default port. */
  public String address() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return port == DEFAULT_PORT ? shown : shown + ":" + port;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServerSettings that
        && host.equals(that.host)
        && port == that.port
        && plaintext == that.plaintext
        && certificate.equals(that.certificate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(host, port, plaintext, certificate);
  }

  @Override
  public String toString() {
    return address() + (plaintext ? " without TLS" : "");
  }

  private static int portNumber(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return 0;
    }
    int number = Integer.parseInt(text);
    return number <= MAX_PORT ? number : 0;
  }
}
