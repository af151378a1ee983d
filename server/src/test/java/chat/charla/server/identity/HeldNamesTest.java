package chat.charla.server.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.HeldNames.Claim;
import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import chat.charla.server.name.RandomNames;
import chat.charla.server.name.Verdict.Accepted;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.testkit.Seeds;
import chat.charla.testkit.VirtualTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HeldNamesTest {
  private static final long SEED = Seeds.one();
  private static final int PEOPLE = 6;
  private static final int STEPS = 10_000;

  private final Scheduler core = new SimulatedScheduler(new VirtualTime());
  private final ObservedTime observed = new ObservedTime(core, InstantSource.system());
  private final IdentityStore store =
      new FakeStorage(new FakeDisk(), core, new Random(1), new FakeFaults()).identities();
  private final HeldNames names = new HeldNames();

  /** Compares the index with a linear search. */
  @Test
  @Tag("seeds")
  void noTwoIdentitiesHoldConfusableNames() {
    Random random = new Random(SEED);
    RandomNames someNames = new RandomNames(random);
    List<Identity> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      people.add(identity("person" + i, "", Looks.EDITION));
    }
    Set<Claim> held = new HashSet<>();
    int refused = 0;
    for (int step = 0; step < STEPS; step++) {
      Identity identity = people.get(random.nextInt(PEOPLE));
      if (random.nextInt(3) == 0 && !held.isEmpty()) {
        Claim claim = List.copyOf(held).get(random.nextInt(held.size()));
        names.release(claim.name(), identity);
        if (claim.identity() == identity) {
          held.remove(claim);
        }
      } else if (NameRules.checkUserName(someNames.alike()) instanceof Accepted accepted) {
        String name = accepted.name();
        boolean free =
            held.stream()
                .allMatch(
                    claim ->
                        claim.identity() == identity || !Looks.areConfusable(claim.name(), name));
        assertEquals(free, names.conflict(name, identity) == null, "seed " + SEED + ": " + name);
        assertEquals(free, names.claim(name, identity), "seed " + SEED + ": " + name);
        if (free) {
          held.add(new Claim(name, identity));
        } else {
          refused++;
        }
      }
    }
    assertTrue(refused > STEPS / 10, "hardly any names were confusable, so nothing was tested");
    held.forEach(claim -> names.release(claim.name(), claim.identity()));
    for (Claim claim : held) {
      assertNull(names.conflict(claim.name(), null), "seed " + SEED + ": " + claim.name());
    }
  }

  @Test
  void anIdentityCannotReleaseTheNameOfAnother() {
    Identity ana = identity("1", "Ana", Looks.EDITION);
    names.claim("Ana", ana);

    names.release("Ana", identity("2", "Ana", Looks.EDITION));

    assertSame(ana, names.holder("ANA"));
  }

  @Test
  void afterACrashTheFirstRestoredOfTwoConfusableNamesIsKept() {
    Identity later = identity("1", "alice", Looks.EDITION);
    Identity earlier = identity("2", "AIice", Looks.EDITION);

    assertTrue(names.restore(later));
    assertFalse(names.restore(earlier));
    assertFalse(names.restore(identity("3", "ALICE", 0)), "the same name as alice");
    assertFalse(
        names.restore(identity("4", "ALlCE", 0)),
        "this name must have lapsed before alice was accepted");
  }

  @Test
  void namesOfDifferentEditionsAreAllKept() {
    assertTrue(names.restore(identity("1", "alice", 0)));
    assertTrue(names.restore(identity("2", "AIice", 0)));
    assertTrue(
        names.restore(identity("3", "ALlCE", Looks.EDITION)), "of another edition than the others");
    assertTrue(names.restore(identity("5", "Berta", Looks.EDITION + 1)));
    assertTrue(names.restore(identity("6", "8erta", Looks.EDITION - 1)));
    assertFalse(names.restore(identity("4", "Alice", 0)), "the same name as alice");
  }

  private Identity identity(String id, String name, int edition) {
    StoredIdentity stored =
        StoredIdentity.newBuilder().setId(id).setName(name).setNameEdition(edition).build();
    return new Identity(new IdentityRecord(store, core, stored, 0), observed);
  }
}
