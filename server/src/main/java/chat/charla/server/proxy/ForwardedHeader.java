package chat.charla.server.proxy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header in which a proxy tells for whom it makes a call. Each proxy on the way appends the
 * address of its peer, so the last entry is the nearest proxy's, and only what trusted proxies have
 * appended is true.
 */
public enum ForwardedHeader {
  /** Addresses with commas between them; some proxies add ports. */
  X_FORWARDED_FOR("x-forwarded-for") {
    @Override
    @Nullable InetAddress address(String entry) {
      return node(entry);
    }
  },

  /** The header of RFC 7239, of which only {@code for} is read. */
  FORWARDED("forwarded") {
    @Override
    @Nullable InetAddress address(String entry) {
      String node = ForwardedElement.node(entry);
      return node == null ? null : node(node);
    }
  };

  /** An address with a port; an IPv6 address is in brackets then. */
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
   * Who makes a call: the last address that is not a trusted proxy's.
   *
   * @param peer who makes the connection; if that is no trusted proxy, it is the client, whatever
   *     the header says
   * @param values the header's values, in their order
   * @return if an entry that a trusted proxy has appended is no address: that proxy
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

  /** Which address the entry tells; null if it is none. */
  abstract @Nullable InetAddress address(String entry);

  /**
   * The last comma that is not in quotation marks; -1 if there is none. Quotation marks are counted
   * from the end: what a client has written before the last entry cannot swallow it.
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

  /** Whether an odd number of backslashes is before it. */
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
