package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Connection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Protocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * One client of an XMPP server, in one room (XEP-0045). It logs in anonymously, and implements no
 * more than it needs: it finds the elements that it waits for by their text, which cannot occur
 * elsewhere, because a '&lt;' within text or attributes is escaped.
 */
final class XmppMember implements Protocol {
  private static final byte[] END_OF_MESSAGE = ascii("</message>");
  private static final byte[] BODY = ascii("<body>");
  private static final byte[] STREAM_ERROR = ascii("<stream:error>");

  /** The state of the member, and the text that it waits for. */
  private enum Phase {
    FEATURES("</stream:features>"),
    SUCCESS("<success"),
    FEATURES_AGAIN("</stream:features>"),
    BOUND("</iq>"),
    // This code marks the member's own presence, which is the last one.
    PRESENT("code='110'"),
    IN("");

    final byte[] awaited;

    Phase(String awaited) {
      this.awaited = ascii(awaited);
    }
  }

  private final String nick;
  private final String room;
  private final int index;
  private final Deliveries deliveries;
  private final Runnable whenIn;
  private final Connection connection;
  private Phase phase = Phase.FEATURES;

  XmppMember(
      Loop loop,
      InetSocketAddress server,
      String nick,
      String room,
      int index,
      Deliveries deliveries,
      Runnable whenIn) {
    this.nick = nick;
    this.room = room + "@conference.localhost";
    this.index = index;
    this.deliveries = deliveries;
    this.whenIn = whenIn;
    this.connection = loop.connect(server, this);
    openStream();
  }

  void send(long number, int size) {
    connection.write(ascii("<message type='groupchat' to='" + room + "'><body>"));
    connection.write(Texts.bytes(number, size));
    connection.write(ascii("</body></message>"));
    connection.flush();
  }

  @Override
  public int received(byte[] bytes, int from, int to) {
    if (Scan.indexOf(bytes, from, to, STREAM_ERROR) != Scan.NOT_FOUND) {
      throw new BenchFailure(
          "the XMPP server says " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
    int at = from;
    while (true) {
      byte[] awaited = phase == Phase.IN ? END_OF_MESSAGE : phase.awaited;
      int found = Scan.indexOf(bytes, at, to, awaited);
      if (found == Scan.NOT_FOUND) {
        return at;
      }
      if (phase == Phase.IN) {
        message(bytes, at, found);
      } else {
        proceed();
      }
      at = found + awaited.length;
    }
  }

  @Override
  public void closed(String reason) {
    throw new BenchFailure("the XMPP server has closed a connection: " + reason);
  }

  private void proceed() {
    switch (phase) {
      case FEATURES ->
          write("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>");
      case SUCCESS -> openStream();
      case FEATURES_AGAIN ->
          write("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
      case BOUND ->
          write(
              "<presence to='"
                  + room
                  + "/"
                  + nick
                  + "'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
      default -> whenIn.run();
    }
    phase = Phase.values()[phase.ordinal() + 1];
  }

  /** The room's subject is a message without a body. */
  private void message(byte[] bytes, int from, int to) {
    int body = Scan.indexOf(bytes, from, to, BODY);
    if (body != Scan.NOT_FOUND) {
      deliveries.delivered(index, Texts.number(bytes, body + BODY.length));
    }
  }

  private void openStream() {
    write(
        "<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams'>");
  }

  private void write(String text) {
    connection.write(ascii(text));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
