package chat.charla.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.account.AccountSettings;
import chat.charla.server.delivery.EventSlice;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.Outlet;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.health.Health;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.log.TimelineId;
import chat.charla.server.memory.CallMemory;
import chat.charla.server.memory.Scope;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.password.FakeHasher;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
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
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Limits;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A message stays in memory until the disk has it, also if its stream ends. If the message did not
 * count for the budget, a client could fill the server's memory while the disk stalls.
 */
class MessageMemoryTest {
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration STALL = Duration.ofHours(1);

  private final VirtualTime time = new VirtualTime();
  private final Scheduler loop = new SimulatedScheduler(time);
  private final Scheduler core = new SimulatedScheduler(time);
  private final Random random = new Random(1);
  private final FakeFaults faults = new FakeFaults().maxDelay(Duration.ZERO);
  private final Health health = new Health(new SimulatedScheduler(time), core);
  private final Storage storage =
      new WatchedStorage(
          new FakeStorage(new FakeDisk(), new SimulatedScheduler(time), random, faults),
          new ProtoFormat(),
          health);
  private final LocalDelivery delivery =
      new LocalDelivery(storage.messages(), core, new WindowBudget(1 << 20));
  private final Chat chat = chat();
  private final CountedMemory memory = new CountedMemory();
  private final RecordingOutlet outlet = new RecordingOutlet();

  @Test
  void aMessageIsHeldUntilItIsStoredThoughItsStreamHasEnded() {
    ConverseStream stream = converse();
    faults.maxDelay(STALL);

    for (int i = 0; i < 10; i++) {
      send(stream);
    }
    time.advance(MOMENT);
    stream.cancelled();
    time.advance(MOMENT);

    assertEquals(10, memory.kept);
    time.advance(STALL.multipliedBy(3));
    assertEquals(0, memory.kept);
  }

  @Test
  void aMessageThatIsStoredIsNotHeld() {
    ConverseStream stream = converse();

    send(stream);
    time.advance(MOMENT);

    assertEquals(1, outlet.results);
    assertEquals(0, memory.kept);
    assertTrue(memory.wasKept);
  }

  private void send(ConverseStream stream) {
    loop.execute(
        () -> {
          var held =
              stream.command(
                  ConverseRequest.newBuilder()
                      .setRequestId("r")
                      .setSendMessage(
                          SendMessageRequest.newBuilder().setRoom("lobby").setText("text"))
                      .build(),
                  null);
          assertTrue(held > 0);
        });
  }

  private ConverseStream converse() {
    List<JoinResponse> joined = new ArrayList<>();
    chat.join(
        caller(""),
        JoinRequest.newBuilder().setName("Ana").build(),
        outcome -> outcome.match(joined::add, refusal -> {}));
    time.advance(MOMENT);
    ConverseStream stream =
        chat.converse(
            caller(joined.get(0).getSessionToken()),
            outlet,
            delivery.reader(outlet, delivery.readerLoop(loop, loop)));
    time.advance(MOMENT);
    return stream;
  }

  private Caller caller(String token) {
    return new Caller(
        token,
        Origin.EXEMPT,
        "",
        null,
        memory,
        Caller.Connection.NONE,
        true,
        ConnectionCertificate.NOT_ACCEPTED,
        Set.of());
  }

  private Chat chat() {
    Chat created =
        ChatAssembly.assemble(
            new ChatConfig(
                new IdentitySettings(
                    STALL.multipliedBy(10), Duration.ofDays(30), MOMENT, 10, 10, false),
                new ChatSettings(MOMENT, MOMENT, 10, 10, RateSettings.UNLIMITED, "Welcome"),
                new RoomSettings(new TextRules(100, 400), 0, 10, false, 10),
                RetentionAges.UNLIMITED,
                AccountSettings.DEFAULT,
                Limits.getDefaultInstance()),
            storage,
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
    created.start();
    time.advance(MOMENT);
    return created;
  }

  /** Counts the messages whose memory is kept. */
  private static final class CountedMemory implements CallMemory {
    private int kept;
    private boolean wasKept;

    @Override
    public Optional<Scope> reserve(long bytes) {
      return Optional.empty();
    }

    @Override
    public Runnable keepCharged() {
      kept++;
      wasKept = true;
      return () -> kept--;
    }
  }

  private static final class RecordingOutlet implements StreamOutlet, Outlet {
    private int results;

    @Override
    public void proven() {}

    @Override
    public void ready(Ready ready) {}

    @Override
    public void reset(TimelineId timeline, String epoch, long resumeAfter) {}

    @Override
    public void result(String requestId, Outcome<CommandResult> outcome, long heldBytes) {
      results++;
    }

    @Override
    public void leftElsewhere(RoomLeft left) {}

    @Override
    public void membershipChanged(MembershipChanged change) {}

    @Override
    public void end(Refusal refusal, Closing.Action action) {}

    @Override
    public void complete() {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void deliver(EventSlice events) {}

    @Override
    public void trimmed(TimelineId timeline, String epoch, long first, long last) {}

    @Override
    public void lost(TimelineId timeline, String epoch, long first, long last) {}

    @Override
    public void failed(RuntimeException defect) {}

    @Override
    public void caughtUp(TimelineId timeline, long sequence) {}
  }
}
