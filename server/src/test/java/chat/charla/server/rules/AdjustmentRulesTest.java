package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.limit.RateSettings;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that change while the server runs. */
class AdjustmentRulesTest {
  private final World world = new World();
  private final ScriptedClient berta = world.join("Berta");

  @Test
  void aClientThatJoinsAfterwardsGetsTheNewGreeting() {
    assertEquals("Welcome", world.stranger().join("Ana").getWelcome());

    world.adjust(World.LOSS_DELAY, RateSettings.UNLIMITED, "Bienvenida", 0);

    assertEquals("Bienvenida", world.stranger().join("Luis").getWelcome());
  }

  @Test
  void aLossThatBeginsAfterwardsIsAnnouncedAfterTheNewDelay() {
    ScriptedStream watching = berta.online();
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    watching.forget();
    world.adjust(Duration.ofSeconds(20), RateSettings.UNLIMITED, "", 0);

    stream.cut();
    world.pass(Duration.ofSeconds(19));
    assertEquals(List.of(), watching.describeEphemeral("lobby"));
    world.pass(Duration.ofSeconds(2));

    assertEquals(List.of("USER_RECONNECTING Ana"), watching.describeEphemeral("lobby"));
  }

  /** Each room deletes older messages when it gets its next message. */
  @Test
  void roomsKeepTheNewNumberOfMessages() {
    berta.sayNumbers(1, 5);

    adjustRetention(2);
    assertEquals(List.of("1", "2", "3", "4", "5"), berta.history("lobby"));
    berta.sayNumbers(6, 6);
    world.moment();
    assertEquals(List.of("5", "6"), berta.history("lobby"));

    adjustRetention(0);
    berta.sayNumbers(7, 9);
    world.moment();
    assertEquals(List.of("5", "6", "7", "8", "9"), berta.history("lobby"));
  }

  /**
   * The number of messages that an append keeps is determined when the append is sent to the disk.
   * A later change of the setting does not affect this append.
   */
  @ParameterizedTest
  @CsvSource({"2, 0, 5", "0, 2, 1", "2, 4, 5"})
  void memoryAgreesWithTheDiskIfTheSettingChangesDuringAnAppend(int before, int after, int first) {
    adjustRetention(before);
    berta.sayNumbers(1, 5);
    world.faults().maxDelay(World.SLOW_DISK);
    Reply<SendMessageResponse> sixth = berta.call(ScriptedClient.lobby("", "6"));
    world.pass(World.ARRIVAL);
    assertEquals(5, world.onDisk().head("lobby"), "the append is under way");

    adjustRetention(after);

    assertEquals(6, sixth.get().getSequence());
    world.faults().maxDelay(Duration.ZERO);
    assertEquals(first, world.onDisk().first("lobby"));
    assertEquals(first, berta.online().timeline("lobby").getFirstSequence());
  }

  private void adjustRetention(int messages) {
    world.adjust(World.LOSS_DELAY, RateSettings.UNLIMITED, "", messages);
  }
}
