package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Stage;
import java.util.List;
import java.util.stream.Stream;

/** All scenarios, in the order of the tables. */
public final class Scenarios {
  /** Every scenario. */
  public static final List<Scenario> ALL =
      Stream.of(
              Delivery.all(),
              Sending.all(),
              Waiting.all(),
              Rooms.all(),
              Calls.all(),
              Presence.all(),
              Identities.all(),
              Accounts.all(),
              LogIns.all(),
              Recovery.all(),
              Leaving.all(),
              Endings.all(),
              Proxies.all(),
              Evolution.all(),
              Links.all(),
              Timeouts.all())
          .flatMap(List::stream)
          .toList();

  private Scenarios() {}

  /** Plays a scenario, and then checks the {@link Invariants}. */
  public static void play(Scenario scenario, Stage stage) throws Exception {
    scenario.play().on(stage);
    ClientProcess client = stage.client();
    if (client != null) {
      Invariants.check(client.lines());
      Invariants.compare(client.lines(), stage.otherClient("Observer").history("lobby"));
    }
  }
}
