package chat.charla.server.proxy;

import chat.charla.server.proxy.ProxyHeader.Complete;
import chat.charla.server.proxy.ProxyHeader.Incomplete;
import chat.charla.server.proxy.ProxyHeader.Malformed;
import com.google.common.net.InetAddresses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Version 1 of the PROXY protocol: one line of text. */
final class ProxyHeaderV1 {
  static final byte[] SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  /** The maximum length of the line in bytes, including CR LF. */
  private static final int MAX_LENGTH = 107;

  private static final int MAX_PORT = 65_535;
  private static final Pattern UNKNOWN = Pattern.compile("PROXY UNKNOWN(?: .*)?", Pattern.DOTALL);
  private static final Pattern TCP =
      Pattern.compile(
          "PROXY TCP([46]) ([0-9A-Fa-f.:]+) ([0-9A-Fa-f.:]+)"
              + " (0|[1-9][0-9]{0,4}) (0|[1-9][0-9]{0,4})");

  private ProxyHeaderV1() {}

  /** Parses bytes that begin with the signature or a part of it. */
  static ProxyHeader read(ByteBuffer bytes) {
    byte[] line = new byte[Math.min(bytes.limit(), MAX_LENGTH)];
    bytes.get(0, line);
    for (int i = 1; i < line.length; i++) {
      if (line[i] == '\n') {
        return line[i - 1] == '\r'
            ? read(new String(line, 0, i - 1, StandardCharsets.ISO_8859_1), i + 1)
            : new Malformed("the line does not end with CR LF");
      }
    }
    return line.length < MAX_LENGTH
        ? new Incomplete(line.length >= SIGNATURE.length)
        : new Malformed("the line is too long");
  }

  private static ProxyHeader read(String line, int length) {
    if (UNKNOWN.matcher(line).matches()) {
      return new Complete(length, Optional.empty());
    }
    Matcher tcp = TCP.matcher(line);
    if (!tcp.matches()) {
      return new Malformed("the line has the wrong format");
    }
    boolean six = tcp.group(1).equals("6");
    if (!isAddress(tcp.group(2), six) || !isAddress(tcp.group(3), six)) {
      return new Malformed("an address is invalid");
    }
    if (!isPort(tcp.group(4)) || !isPort(tcp.group(5))) {
      return new Malformed("a port is out of range");
    }
    return new Complete(length, Optional.of(InetAddresses.forString(tcp.group(2))));
  }

  private static boolean isAddress(String text, boolean six) {
    return text.contains(":") == six && InetAddresses.isInetAddress(text);
  }

  private static boolean isPort(String digits) {
    return Integer.parseInt(digits) <= MAX_PORT;
  }
}
