package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One client of an IRC server, in one channel. */
final class IrcMember implements Protocol {
  private static final byte[] PRIVATE_MESSAGE = ascii(" PRIVMSG ");
  private static final byte[] TEXT = ascii(" :");
  private static final byte[] PING = ascii("PING ");
  private static final byte[] ERROR = ascii("ERROR ");
  private static final String WELCOME = "001";
  private static final String END_OF_NAMES = "366";

  private final String channel;
  private final int index;
  private final Deliveries deliveries;
  private final Runnable whenIn;
  private final Connection connection;

  IrcMember(
      Loop loop,
      InetSocketAddress server,
      String nick,
      String channel,
      int index,
      Deliveries deliveries,
      Runnable whenIn) {
    this.channel = channel;
    this.index = index;
    this.deliveries = deliveries;
    this.whenIn = whenIn;
    this.connection = loop.connect(server, this);
    connection.write(ascii("NICK " + nick + "\r\nUSER bench 0 * :bench\r\n"));
  }

  void send(long number, int size) {
    connection.write(ascii("PRIVMSG " + channel + " :"));
    connection.write(Texts.bytes(number, size));
    connection.write(new byte[] {'\r', '\n'});
    connection.flush();
  }

  @Override
  public int received(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      int line = Scan.indexOf(bytes, at, to, (byte) '\n');
      if (line == Scan.NOT_FOUND) {
        return at;
      }
      line(bytes, at, line);
      at = line + 1;
    }
  }

  @Override
  public void closed(String reason) {
    throw new BenchFailure("the IRC server has closed a connection: " + reason);
  }

  private void line(byte[] bytes, int from, int to) {
    int command = Scan.indexOf(bytes, from, to, (byte) ' ');
    if (bytes[from] == ':' && Scan.startsWith(bytes, command, to, PRIVATE_MESSAGE)) {
      int text = Scan.indexOf(bytes, command + PRIVATE_MESSAGE.length, to, TEXT);
      deliveries.delivered(index, Texts.number(bytes, text + TEXT.length));
    } else if (Scan.startsWith(bytes, from, to, PING)) {
      connection.write(ascii("PONG "));
      connection.write(bytes, from + PING.length, to);
      connection.write(new byte[] {'\n'});
    } else if (Scan.startsWith(bytes, from, to, ERROR)) {
      throw new BenchFailure(
          "the IRC server says " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
    } else if (bytes[from] == ':') {
      numeric(
          new String(bytes, command + 1, Math.min(3, to - command - 1), StandardCharsets.UTF_8));
    }
  }

  private void numeric(String code) {
    if (code.equals(WELCOME)) {
      connection.write(ascii("JOIN " + channel + "\r\n"));
    } else if (code.equals(END_OF_NAMES)) {
      whenIn.run();
    } else if (code.charAt(0) == '4' && !code.equals("422")) {
      throw new BenchFailure("the IRC server refuses something with " + code);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
