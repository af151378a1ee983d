package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import chat.charla.server.account.AccountSettings;
import chat.charla.server.chat.AdminActions;
import chat.charla.server.chat.Caller;
import chat.charla.server.chat.Chat;
import chat.charla.server.chat.ChatAssembly;
import chat.charla.server.chat.ChatConfig;
import chat.charla.server.chat.ChatEnvironment;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.chat.ProtoFormat;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.health.Health;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.memory.CallMemory;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.password.FakeHasher;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.server.room.Activity;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.room.TextRules;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.server.storage.Storage;
import chat.charla.server.storage.WatchedStorage;
import chat.charla.server.tls.ConnectionCertificate;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.Limits;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The server reads nothing from a stream whose client has no valid token. */
class ConverseCallTest {
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Caller WITHOUT_TOKEN =
      new Caller(
          "",
          Origin.EXEMPT,
          "",
          null,
          CallMemory.UNLIMITED,
          Caller.Connection.NONE,
          true,
          ConnectionCertificate.NOT_ACCEPTED,
          Set.of());

  private final VirtualTime time = new VirtualTime();
  private final Scheduler loop = new SimulatedScheduler(time);
  private final ChatService service = service();

  /**
   * If the client's HTTP/2 flow-control window is empty, the server cannot send the refusal, so the
   * stream stays open. If the server read from such a stream, it would have to hold the commands of
   * a client without a token.
   */
  @Test
  void nothingIsReadFromAClientWithoutAToken() {
    StrangerObserver stranger = new StrangerObserver();

    loop.execute(
        () -> {
          service.converse(WITHOUT_TOKEN, stranger);
          stranger.onReady.run();
        });
    time.advance(MOMENT);

    assertNotNull(stranger.refusal);
    assertEquals(Status.Code.UNAUTHENTICATED, Status.fromThrowable(stranger.refusal).getCode());
    assertEquals(0, stranger.requested);
  }

  private ChatService service() {
    FakeDisk disk = new FakeDisk();
    FakeFaults faults = new FakeFaults();
    Scheduler storage = new SimulatedScheduler(time);
    Random random = new Random(1);
    Scheduler core = new SimulatedScheduler(time);
    Health health = new Health(new SimulatedScheduler(time), core);
    Storage watched =
        new WatchedStorage(
            new FakeStorage(disk, storage, random, faults), new ProtoFormat(), health);
    LocalDelivery delivery = new LocalDelivery(watched.messages(), core, new WindowBudget(0));
    Chat chat =
        ChatAssembly.assemble(
            new ChatConfig(
                new IdentitySettings(MOMENT, Duration.ofDays(1), MOMENT, 1, 1, false),
                new ChatSettings(MOMENT, MOMENT, 1, 1, RateSettings.UNLIMITED, "Welcome"),
                new RoomSettings(new TextRules(100, 400), 0, 1, false, 1),
                RetentionAges.UNLIMITED,
                AccountSettings.DEFAULT,
                Limits.getDefaultInstance()),
            watched,
            delivery,
            new ChatEnvironment(
                core,
                health,
                () -> DiskLevel.ENOUGH,
                () -> Instant.EPOCH,
                random,
                new FakeHasher(time),
                IdTokens.NONE,
                Activity.NONE,
                AdminActions.IGNORED));
    chat.start();
    time.advance(MOMENT);
    ReaderLoop readerLoop = delivery.readerLoop(loop, loop);
    return new ChatService(
        chat,
        delivery,
        () -> readerLoop,
        ClientAddresses.WITHOUT_PROXIES,
        1024,
        new RefusalCounts(),
        token -> false);
  }

  /**
   * The server's response observer for a client without a token. It records the refusal, and how
   * many commands the server asks gRPC for.
   */
  private static final class StrangerObserver extends ServerCallStreamObserver<Outgoing> {
    private Runnable onReady = () -> {};
    private int requested;
    private @Nullable Throwable refusal;

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void request(int count) {
      requested += count;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      onReady = handler;
    }

    @Override
    public void onError(Throwable failure) {
      refusal = failure;
    }

    @Override
    public void onNext(Outgoing message) {}

    @Override
    public void onCompleted() {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnReadyThreshold(int bytes) {}

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnCloseHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void disableAutoInboundFlowControl() {}
  }
}
