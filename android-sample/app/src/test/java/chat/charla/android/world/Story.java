package chat.charla.android.world;

import static org.junit.Assert.assertEquals;

import chat.charla.v1.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.robolectric.RuntimeEnvironment;

/**
 * What every story begins with, a server and a phone, and what it may add; all of it is gone
 * afterwards. A rule of JUnit. To be used by the test's thread.
 */
public final class Story extends ExternalResource {
  private final TemporaryFolder folder = new TemporaryFolder();
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

  @SuppressWarnings("NullAway.Init") // Nothing of a rule is used before JUnit has called before().
  private ServerProcess server;

  @SuppressWarnings("NullAway.Init") // As above.
  private Phone phone;

  @Override
  protected void before() throws IOException {
    folder.create();
    server = ServerProcess.start(folder.getRoot().toPath().resolve("data"));
    phone = new Phone();
  }

  /** Closes everything, whatever else fails on the way. */
  @Override
  protected void after() {
    closeables.push(phone);
    closeables.addLast(() -> server.close());
    List<Exception> failures = new ArrayList<>();
    for (AutoCloseable resource : closeables) {
      try {
        resource.close();
      } catch (Exception failure) {
        failures.add(failure);
      }
    }
    folder.delete();
    assertEquals(List.of(), failures);
  }

  /** The phone. */
  public Phone phone() {
    return phone;
  }

  /** The server's own port. */
  public int port() {
    return server.port();
  }

  /** Kills the server. */
  public void killServer() {
    server.kill();
  }

  /** Starts it again, on the same data and port. */
  public void startServerAgain() throws IOException {
    server = server.startAgain();
  }

  /** A new, empty directory. */
  public Path directory() throws IOException {
    return folder.newFolder().toPath();
  }

  /** A relay to the server, without TLS. */
  public Relay relay() throws IOException {
    return closing(Relay.plaintext(port()));
  }

  /** A relay to the server, with TLS. */
  public Relay relay(Certificates certificates) throws IOException {
    return closing(Relay.tls(port(), certificates));
  }

  /** Somebody else, who has joined and is present. */
  public Peer peer(String name) {
    return closing(Peer.join(port(), name)).comeOnline();
  }

  /** As {@link Phone#join}. */
  public ConversationScreen join(int port, String name) {
    return phone.join(port, name);
  }

  /** What the app says in the phone's language. */
  public String words(int resource) {
    return RuntimeEnvironment.getApplication().getString(resource);
  }

  /** Has it closed at the end. */
  public <T extends AutoCloseable> T closing(T resource) {
    closeables.push(resource);
    return resource;
  }

  /**
   * The one check of all stories: the server has so many messages, and on the screen stands each of
   * them, once and in the server's order, under its author's name, and nothing else.
   *
   * @param witness who asks the server
   * @param room the room, or empty for the witness's inbox
   */
  public void awaitExactly(ConversationScreen screen, Peer witness, String room, int messages) {
    phone.await(
        messages + " messages in the server", () -> posted(witness, room).size() >= messages);
    List<Event> history = posted(witness, room);
    assertEquals("messages in the server: " + witness.texts(room), messages, history.size());
    screen.awaitPosted(
        history.stream().map(event -> event.getMessagePosted().getText()).toArray(String[]::new));
    List<Row> rows = screen.messages();
    for (int i = 0; i < messages; i++) {
      String author = history.get(i).getActor().getName();
      assertEquals(rows.get(i).toString(), screen.nameOf(author), rows.get(i).sender());
    }
  }

  private static List<Event> posted(Peer witness, String room) {
    return witness.history(room).stream().filter(Event::hasMessagePosted).toList();
  }
}
