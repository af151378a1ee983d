package chat.charla.server.proxy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header in which a proxy names the client of a call. Each proxy on the way appends an entry
 * with the address of its peer, so the last entry comes from the proxy nearest to the server. Only
 * entries of trusted proxies are reliable.
 */
public enum ForwardedHeader {
  /** The header {@code X-Forwarded-For}: addresses separated by commas. Some proxies add ports. */
  X_FORWARDED_FOR("x-forwarded-for") {
    @Override
    @Nullable InetAddress address(String entry) {
      return node(entry);
    }
  },

  /** The header {@code Forwarded} of RFC 7239. Only its parameter {@code for} is used. */
  FORWARDED("forwarded") {
    @Override
    @Nullable InetAddress address(String entry) {
      String node = ForwardedElement.node(entry);
      return node == null ? null : node(node);
    }
  };

  /** An address with or without a port. An IPv6 address is in brackets. */
  private static final Pattern NODE =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([0-9.]+))(?::[0-9]{1,5})?");

  private final String header;

  ForwardedHeader(String header) {
    this.header = header;
  }

  /** The header's name, in lower case. */
  public String header() {
    return header;
  }

  /**
   * The client of a call: the last address that is not a trusted proxy's.
   *
   * @param peer the peer of the connection; if it is not a trusted proxy, the result is this peer,
   *     and the header is ignored
   * @param values the header's values, in order
   * @return the client; if a trusted proxy has appended an entry that is not an address, the
   *     address of that proxy
   */
  public InetAddress client(InetAddress peer, List<String> values, TrustedProxies trusted) {
    InetAddress nearest = peer;
    for (int i = values.size() - 1; i >= 0; i--) {
      String rest = values.get(i);
      while (rest != null) {
        if (!trusted.contains(nearest)) {
          return nearest;
        }
        int comma = lastComma(rest);
        InetAddress next = address(rest.substring(comma + 1).strip());
        if (next == null) {
          return nearest;
        }
        nearest = next;
        rest = comma < 0 ? null : rest.substring(0, comma);
      }
    }
    return nearest;
  }

  /** The address in an entry; null if the entry has no valid address. */
  abstract @Nullable InetAddress address(String entry);

  /**
   * The last comma outside quotation marks; -1 if there is none. Quotation marks are counted from
   * the end, so an unbalanced quotation mark in an earlier entry, which a client may have written,
   * cannot affect the last entry.
   */
  private static int lastComma(String text) {
    boolean quoted = false;
    for (int i = text.length() - 1; i >= 0; i--) {
      char character = text.charAt(i);
      if (character == '"' && !isEscaped(text, i)) {
        quoted = !quoted;
      } else if (character == ',' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  /** Whether an odd number of backslashes precedes the character. */
  private static boolean isEscaped(String text, int index) {
    int before = index;
    while (before > 0 && text.charAt(before - 1) == '\\') {
      before--;
    }
    return (index - before) % 2 == 1;
  }

  private static @Nullable InetAddress node(String text) {
    if (InetAddresses.isInetAddress(text)) {
      return text.contains("%") ? null : InetAddresses.forString(text);
    }
    Matcher node = NODE.matcher(text);
    if (!node.matches()) {
      return null;
    }
    String six = node.group(1);
    String literal = six == null ? node.group(2) : six;
    boolean valid = InetAddresses.isInetAddress(literal) && literal.contains(":") == (six != null);
    return valid ? InetAddresses.forString(literal) : null;
  }
}
