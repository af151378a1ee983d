package chat.charla.server.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.FakeScheduler;
import chat.charla.client.Target;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Room;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.room.TextRules;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * If the permanent refusal of a send was lost, the server checks the retry again. A message whose
 * retry is accepted gets its sequence then (see "Order" in the contract).
 */
class LostRefusalTest {
  private static final TimelineId GARDEN = TimelineId.room("garden");
  private static final Duration MOMENT = Duration.ofMillis(10);

  private final Random random = new Random(1);
  private final VirtualTime time = new VirtualTime(new Random(1));
  private final FakeDisk disk = new FakeDisk();
  private final FakeFaults faults = new FakeFaults().maxDelay(Duration.ZERO);
  private final Truth truth = new Truth(disk);
  private final SimulatedServer server =
      new SimulatedServer(
          time,
          random,
          disk,
          faults,
          SimulatedServer.config(
              new IdentitySettings(
                  Duration.ofSeconds(60),
                  Duration.ofDays(30),
                  Duration.ofDays(1),
                  1000,
                  1000,
                  false),
              new ChatSettings(
                  Duration.ofSeconds(5),
                  Duration.ofSeconds(10),
                  100,
                  10_000,
                  RateSettings.UNLIMITED,
                  "Welcome"),
              new RoomSettings(new TextRules(200, 800), 0, 100, false, 200)),
          1 << 20);

  @Test
  void aMessageWhoseRefusalWasLostGetsItsSequenceWhenItIsAccepted() {
    disk.open(TimelineId.room(Room.LOBBY));
    disk.open(GARDEN);
    server.start();
    Person ana = join();
    await(ana::online);
    // The log takes long to look up whether the first message is a retry, so the second message
    // waits.
    faults.maxDelay(Duration.ofSeconds(2));
    ana.say(Target.room("garden"), "first");
    ana.say(Target.room("garden"), "second");
    time.advance(MOMENT);
    faults.maxDelay(Duration.ZERO);

    ana.enterElsewhere("garden");
    await(() -> ana.online() && ana.rooms().contains("garden"));
    await(ana::nothingPending);

    assertEquals(List.of("second", "first"), garden());
    truth.requireKept();
  }

  private Person join() {
    SimulatedTransport transport =
        new SimulatedTransport(
            time, random, new SimulatedScheduler(time), server, truth, Duration.ofMillis(1));
    return new Person("Ana", random, truth, transport, new FakeScheduler(time));
  }

  private void await(BooleanSupplier condition) {
    long limit = time.nanoTime() + Duration.ofSeconds(30).toNanos();
    time.runUntil(() -> condition.getAsBoolean() || time.nanoTime() > limit);
    assertTrue(condition.getAsBoolean());
  }

  private List<String> garden() {
    List<String> texts = new ArrayList<>();
    for (long sequence = 1; sequence <= truth.head(GARDEN); sequence++) {
      texts.add(text(disk.event(GARDEN, sequence)));
    }
    return texts;
  }

  private static String text(byte[] event) {
    try {
      return Event.parseFrom(event).getMessagePosted().getText();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("garbage on disk", e);
    }
  }
}
