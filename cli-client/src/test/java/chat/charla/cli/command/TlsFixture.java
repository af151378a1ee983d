package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.connection.tls.Fingerprint;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import chat.charla.server.tls.TlsSettings;
import chat.charla.testkit.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The setup for tests of encrypted connections: authorities, a server, users. */
abstract class TlsFixture {
  final TestAuthority authority = new TestAuthority("authority");
  final TestAuthority stranger = new TestAuthority("stranger");

  @TempDir Path directory;
  private @Nullable TestServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** Starts a server with this certificate. */
  void serve(X509Bundle bundle) throws IOException {
    serve(bundle, null);
  }

  /**
   * Starts a server with this certificate. The server requires a client certificate of this
   * authority, if one is given.
   */
  void serve(X509Bundle bundle, @Nullable TestAuthority clientAuthority) throws IOException {
    Path clients = directory.resolve("clients.pem");
    if (clientAuthority != null) {
      TestAuthority.writeCertificate(clientAuthority.itself(), clients);
    }
    TlsSettings settings = TlsSettings.of(write(bundle), clientAuthority == null ? null : clients);
    server = TestServer.encrypted(directory.resolve("data"), settings);
  }

  /** Starts a server on which users can create accounts, and log in by certificates. */
  void serveWithClientKeys(X509Bundle bundle) throws IOException {
    TlsSettings settings = TlsSettings.of(write(bundle), null).withClientKeys(true);
    server = TestServer.encrypted(directory.resolve("data"), settings);
  }

  /** Starts a server without encryption. */
  void servePlaintext() throws IOException {
    server = new TestServer(directory.resolve("data"));
  }

  /** Stops the server, and starts it again, with this certificate. */
  void serveAgain(X509Bundle bundle) throws IOException {
    server().stop();
    write(bundle);
    server().restart();
  }

  TestServer server() {
    if (server == null) {
      throw new IllegalStateException("no server yet");
    }
    return server;
  }

  /** The file with an authority's certificate. */
  String file(TestAuthority trusted) {
    Path file = directory.resolve("authority-" + System.identityHashCode(trusted) + ".pem");
    return TestAuthority.writeCertificate(trusted.itself(), file).toString();
  }

  String certificateFile(X509Bundle bundle) {
    return TestAuthority.writeCertificate(bundle, directory.resolve("client.pem")).toString();
  }

  String keyFile(X509Bundle bundle) {
    return TestAuthority.writeKey(bundle, directory.resolve("client.key")).toString();
  }

  Path knownServers() {
    return directory.resolve("config").resolve("charla").resolve("known-servers");
  }

  /** The environment of the program. */
  Map<String, String> environment() {
    return Map.of(
        "XDG_CONFIG_HOME",
        directory.resolve("config").toString(),
        "XDG_STATE_HOME",
        directory.resolve("state").toString());
  }

  /** A user whose input is a pipe. */
  Person script(String... arguments) {
    return Person.startsIn(environment(), toServer(arguments));
  }

  /** A user at a terminal. */
  Person startsAtTerminal(String... arguments) {
    return Person.startsAtTerminal(environment(), toServer(arguments));
  }

  String[] toServer(String... arguments) {
    return Stream.concat(Arrays.stream(arguments), Stream.of("--port", server().port()))
        .toArray(String[]::new);
  }

  /** The server's address for display. */
  String address() {
    return "localhost:" + server().port();
  }

  static String fingerprint(X509Bundle bundle) {
    return Fingerprint.of(bundle.getCertificate()).text();
  }

  static void assertFails(int exitCode, String message, Person person) {
    person.typesFinally("");
    assertEquals(exitCode, person.exitCode(), () -> person.errors().text());
    assertEquals(message, String.join("\n", person.errors().lines()));
    assertEquals("", person.screen().text());
  }

  private TlsSettings.PemFiles write(X509Bundle bundle) {
    return new TlsSettings.PemFiles(
        TestAuthority.writeCertificate(bundle, directory.resolve("cert.pem")),
        TestAuthority.writeKey(bundle, directory.resolve("key.pem")));
  }
}
