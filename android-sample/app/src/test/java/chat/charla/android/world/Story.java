package chat.charla.android.world;

import static org.junit.Assert.assertEquals;

import chat.charla.testkit.ServerProgram;
import chat.charla.testkit.TestAuthority;
import chat.charla.v1.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.robolectric.RuntimeEnvironment;

/**
 * A JUnit rule that gives each story a server and a phone. It creates peers and networks on
 * request, and closes everything at the end. Only the test's thread may use it.
 */
public final class Story extends ExternalResource {
  private final TemporaryFolder folder = new TemporaryFolder();
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

  private final String[] serverOptions;

  @SuppressWarnings("NullAway.Init") // JUnit calls before() first.
  private ServerProgram server;

  @SuppressWarnings("NullAway.Init") // JUnit calls before() first.
  private Phone phone;

  /** A story whose server has these options in addition. */
  public Story(String... serverOptions) {
    this.serverOptions = serverOptions;
  }

  @Override
  protected void before() throws IOException {
    folder.create();
    server = startServer(folder.getRoot().toPath().resolve("data"), serverOptions);
    phone = new Phone();
  }

  /**
   * Starts the packaged server on this data directory. Does not wait until the server listens. The
   * server is a separate process, because its full protobuf runtime and the app's lite runtime must
   * not be on one class path.
   */
  static ServerProgram startServer(Path data, String... options) throws IOException {
    return ServerProgram.quickJar(Path.of(System.getProperty("charla.server.jar", "")))
        .jvm("-Xmx128m")
        .data(data)
        // Peers poll the history, so the server must not limit the rate of their calls.
        .option("--command-rate", "0")
        .option(options)
        .start();
  }

  /** Closes everything, even if one of the objects cannot be closed. */
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

  /** The phone on which the user runs the app. */
  public Phone phone() {
    return phone;
  }

  /** The server's port. */
  public int port() {
    return server.port();
  }

  /** Kills the server. */
  public void killServer() {
    server.close();
  }

  /** Starts the server again, on the same data and port. */
  public void startServerAgain() throws IOException {
    server = server.restart();
  }

  /** A new, empty directory. */
  public Path directory() throws IOException {
    return folder.newFolder().toPath();
  }

  /** A network to the server, without TLS. */
  public Network network() throws IOException {
    return closing(Network.plaintext(port()));
  }

  /** A network to the server, with TLS towards the phone. This authority issues the certificate. */
  public Network network(TestAuthority authority) throws IOException {
    return closing(Network.tls(port(), authority, directory()));
  }

  /** Another identity that has joined and is present. */
  public Peer peer(String name) {
    return closing(Peer.join(port(), name)).comeOnline();
  }

  /** Another device of an account, which the device registers. It opens no stream. */
  public Peer register(String name, String password) {
    return closing(Peer.register(port(), name, password));
  }

  /** Another device of an account, which logs in. It opens no stream. */
  public Peer logIn(String name, String password) {
    return closing(Peer.logIn(port(), name, password));
  }

  /** Makes a recovery code for an account, as the operator of the server does. */
  public String recoveryCode(Peer account) throws IOException {
    return account.recoveryCode(adminToken());
  }

  /** Gives an account another name, as the operator of the server does. */
  public void rename(Peer account, String name) throws IOException {
    account.isRenamed(adminToken(), name);
  }

  private String adminToken() throws IOException {
    Path token = folder.getRoot().toPath().resolve("data").resolve("admin-token");
    return Files.readString(token).strip();
  }

  /** See {@link Phone#join}. */
  public ConversationScreen join(int port, String name) {
    return phone.join(port, name);
  }

  /** A string of the app in the phone's language. */
  public String words(int resource) {
    return RuntimeEnvironment.getApplication().getString(resource);
  }

  /** Closes the resource at the end of the story. Returns the resource. */
  public <T extends AutoCloseable> T closing(T resource) {
    closeables.push(resource);
    return resource;
  }

  /**
   * Waits until the server has this many messages, and the screen shows exactly these messages,
   * each once, in the server's order and with the author's name.
   *
   * @param witness the peer that reads the messages of the server
   * @param room the room, or empty for the inbox of the witness
   * @param messages the number of messages
   */
  public void awaitExactly(ConversationScreen screen, Peer witness, String room, int messages) {
    phone.await(
        messages + " messages on the server", () -> posted(witness, room).size() >= messages);
    List<Event> history = posted(witness, room);
    assertEquals("messages on the server: " + witness.texts(room), messages, history.size());
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
