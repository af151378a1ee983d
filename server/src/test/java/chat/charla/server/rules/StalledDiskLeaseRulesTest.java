package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.User;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest's lease ends while the disk does not answer, and another user takes the name. */
class StalledDiskLeaseRulesTest {

  /** How long the disk takes at most. It takes another time for each write. */
  @ParameterizedTest
  @ValueSource(ints = {100, 150, 200, 250, 300, 350, 400, 500, 600, 800})
  void whatTheGuestIsInTheEndItIsAfterARestart(int seconds) {
    for (boolean registers : List.of(false, true)) {
      for (boolean renamesFirst : List.of(false, true)) {
        World world = new World();
        ScriptedClient ana = world.join("Ana");
        world.moment();
        world.faults().maxDelay(Duration.ofSeconds(seconds));
        if (renamesFirst) {
          ana.call(ScriptedClient.asking("Anita"));
        }
        Reply<?> ownName = registers ? ana.register("") : ana.call(ScriptedClient.asking("Ana"));
        if (!renamesFirst) {
          ana.call(ScriptedClient.asking("Anita"));
        }
        world.pass(World.LEASE.plusSeconds(1));
        ScriptedClient other = world.stranger();
        var taken = other.call(ScriptedClient.asking("Ana"));
        world.faults().maxDelay(World.ARRIVAL);
        world.pass(Duration.ofHours(1));
        String story = "registers " + registers + ", renames first " + renamesFirst;
        User before = self(ana);
        ownName.isAnswered();
        if (taken.isAnswered() && taken.succeeds()) {
          other.as(taken.get());
          assertEquals("Ana", self(other).getName(), story);
        }
        world.moment();

        world.restart();

        assertEquals(before, self(ana), story);
      }
    }
  }

  private static User self(ScriptedClient client) {
    client.whoAmI().get(); // may take the name again
    return client.whoAmI().get().getSelf();
  }
}
