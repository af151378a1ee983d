package chat.charla.android.world;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.testkit.TestAuthority;
import chat.charla.v1.Event;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/**
 * Tests the classes that the stories use, without a phone. The test runs in Robolectric's sandbox,
 * like the stories, for one reason: a story leaves Robolectric's security provider in the process.
 * Outside the sandbox, grpc-okhttp would find this provider and treat the JVM as Android.
 */
@RunWith(RobolectricTestRunner.class)
public final class WorldTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final List<AutoCloseable> closeables = new ArrayList<>();
  private ServerProgram server;
  private Network network;
  private Peer ana;

  @Before
  public void begin() throws IOException {
    server = Story.startServer(folder.getRoot().toPath().resolve("data"));
    closeables.add(() -> server.close());
    network = Network.plaintext(server.port());
    closeables.add(network);
    ana = Peer.join(server.port(), "Ana");
    closeables.add(ana);
  }

  @After
  public void end() throws Exception {
    for (AutoCloseable closeable : closeables) {
      closeable.close();
    }
  }

  @Test
  public void aStreamPassesTheRelayBothWays() {
    PeerStream stream = stream(network.port(), ana);
    stream.awaitOpen();
    stream.say("from the stream");
    stream.awaitTexts("from the stream");
    ana.say("lobby", "from a call");
    stream.awaitTexts("from the stream", "from a call");
    assertEquals(List.of("from the stream", "from a call"), ana.texts("lobby"));
    assertEquals(1, network.streams());
    assertEquals(1, network.openStreams());
    stream.cancel();
    Patience.await("the end of the stream at the relay", () -> network.openStreams() == 0);
  }

  @Test
  public void commandsAreHeldInOrder() {
    PeerStream stream = stream(network.port(), ana);
    stream.awaitOpen();
    network.script().holdCommands();
    stream.say("one");
    stream.say("two");
    Patience.await("two held commands", () -> network.script().heldCommands() == 2);
    assertEquals(List.of(), ana.texts("lobby"));
    network.script().passCommands();
    stream.say("three");
    stream.awaitTexts("one", "two", "three");
  }

  @Test
  public void framesAreHeldInOrder() {
    PeerStream stream = stream(network.port(), ana);
    stream.awaitOpen();
    network.script().holdFrames();
    stream.say("one");
    Patience.await(
        "the first message on the server", () -> ana.texts("lobby").equals(List.of("one")));
    Patience.await("a held frame", () -> network.script().heldFrames() > 0);
    assertEquals(List.of(), stream.texts());
    network.script().passFrames();
    ana.say("lobby", "two");
    stream.awaitTexts("one", "two");
  }

  @Test
  public void aCutEndsTheStreamAndTheNextStreamWorks() {
    PeerStream first = stream(network.port(), ana);
    first.awaitOpen();
    network.wire().cut();
    assertEquals(Status.Code.UNAVAILABLE, first.awaitEnd());
    PeerStream second = stream(network.port(), ana);
    second.awaitOpen();
    assertEquals(2, network.streams());
  }

  @Test
  public void aBlockedNetworkRefusesConnectionsUntilItIsUnblocked() {
    network.wire().block();
    PeerStream refused = stream(network.port(), ana);
    assertEquals(Status.Code.UNAVAILABLE, refused.awaitEnd());
    assertEquals(0, network.streams());
    network.wire().unblock();
    stream(network.port(), ana).awaitOpen();
  }

  @Test
  public void aConnectionThatFellSilentStaysSilentAndNewConnectionsWork() {
    PeerStream before = stream(network.port(), ana);
    before.awaitOpen();
    network.wire().fallSilent();
    network.wire().unblock();
    ana.say("lobby", "after the silence");
    PeerStream after = stream(network.port(), ana);
    after.awaitTexts("after the silence");
    assertEquals(List.of(), before.texts());
    assertTrue("the stream of the client still looks open", before.isOpen());
  }

  @Test
  public void aMessageIsReplacedByAnEventOfAnUnknownKind() {
    network.script().rewriteFrames(FutureFrames.insteadOfMessage("two"));
    PeerStream stream = stream(network.port(), ana);
    stream.awaitOpen();
    ana.say("lobby", "one");
    ana.say("lobby", "two");
    ana.say("lobby", "three");
    stream.awaitTexts("one", "", "three");
    Event unknown = stream.events().get(1);
    assertEquals(2, unknown.getSequence());
    assertEquals(Event.KindCase.KIND_NOT_SET, unknown.getKindCase());
    assertTrue(
        "the event has a field that this version does not know",
        unknown.getSerializedSize() > unknown.toBuilder().clear().build().getSerializedSize());
  }

  @Test
  public void aKilledServerRestartsWithItsMessages() throws IOException {
    ana.say("lobby", "before");
    server.kill();
    assertThrows(StatusRuntimeException.class, () -> Peer.join(server.port(), "Luis").close());
    int port = server.port();
    server = server.restart();
    assertEquals(port, server.port());
    ana.say("lobby", "after");
    assertEquals(List.of("before", "after"), ana.texts("lobby"));
  }

  @Test
  public void aTlsConnectionNeedsThePrivateAuthority() throws Exception {
    TestAuthority authority = new TestAuthority("Story");
    Network secure = Network.tls(server.port(), authority, folder.newFolder().toPath());
    closeables.add(secure);
    PeerStream withoutAuthority = stream(secure.port(), ana, TlsChannelCredentials.create());
    assertEquals(Status.Code.UNAVAILABLE, withoutAuthority.awaitEnd());
    assertEquals(0, secure.streams());
    PeerStream withAuthority =
        stream(
            secure.port(),
            ana,
            TlsChannelCredentials.newBuilder()
                .trustManager(
                    TestAuthority.writeCertificate(
                            authority.itself(), folder.newFolder().toPath().resolve("ca.pem"))
                        .toFile())
                .build());
    withAuthority.awaitOpen();
    assertEquals(1, secure.streams());
  }

  private PeerStream stream(int port, Peer identity) {
    return stream(port, identity, InsecureChannelCredentials.create());
  }

  private PeerStream stream(int port, Peer identity, ChannelCredentials credentials) {
    ManagedChannel channel =
        OkHttpChannelBuilder.forAddress("127.0.0.1", port, credentials).build();
    closeables.add(channel::shutdownNow);
    return PeerStream.open(channel, identity);
  }
}
