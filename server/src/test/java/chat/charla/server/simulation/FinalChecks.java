package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.server.name.Looks;
import chat.charla.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The checks at the end of a run, when all faults have ended. */
final class FinalChecks {
  private final Random random;
  private final VirtualTime time;
  private final People people;

  FinalChecks(Random random, VirtualTime time, People people) {
    this.random = random;
    this.time = time;
    this.people = people;
  }

  /**
   * Each person must be listed once. Other names may be listed: after a lost Leave, the lease still
   * runs.
   */
  void requireAllListed() {
    Set<String> present = people.all().stream().map(Person::name).collect(Collectors.toSet());
    List<String> listed = people.roster(people.all().get(0));
    require(new TreeSet<>(listed).size() == listed.size(), "a name is listed twice: %s", listed);
    requireDistinct(listed);
    require(
        listed.containsAll(present),
        "a person is not listed: present %s, listed %s",
        present,
        listed);
  }

  /** No two names may be confusable. */
  private static void requireDistinct(List<String> listed) {
    for (int i = 0; i < listed.size(); i++) {
      for (String other : listed.subList(0, i)) {
        require(
            !Looks.areConfusable(other, listed.get(i)),
            "%s and %s are both listed",
            other,
            listed.get(i));
      }
    }
  }

  /**
   * One person enters, leaves and renames so often that the server does not announce each change to
   * the others. The others must get few events, and the last of these events must have the final
   * state.
   *
   * @return whether the presence that the events gave could be compared with the list
   */
  boolean requirePresenceAnnounced() {
    if (people.all().size() < 2) {
      return false;
    }
    Person witness = people.all().get(0);
    Person flapping = people.all().get(1 + random.nextInt(people.all().size() - 1));
    witness.enter("lobby");
    people.await("the witness is in the lobby", () -> witness.rooms().contains("lobby"));
    time.advance(Duration.ofSeconds(1));
    ShownPresence shown = new ShownPresence("lobby", time.nanoTime());
    witness.watch(shown);
    shown.list(people.present(witness, "lobby"));
    for (int changes = random.nextInt(60); changes > 0; changes--) {
      change(flapping);
      if (random.nextInt(3) == 0) {
        people.roster(witness);
      }
      time.advance(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 70_000 : 3000)));
    }
    people.await("the flapping person is online", flapping::online);
    time.advance(Simulation.LEASE.plusSeconds(40));
    flapping.askName();
    people.await("the flapping person knows its name", flapping::knowsName);
    return shown.requireAgreement(people.present(witness, "lobby"), time.nanoTime());
  }

  private void change(Person person) {
    switch (random.nextInt(4)) {
      case 0 -> person.transport().cut(Duration.ofMillis(random.nextInt(20_000)));
      case 1 -> person.leave("lobby");
      case 2 -> person.enter("lobby");
      default -> person.rename(people.newName());
    }
  }

  /**
   * All leases have ended. Requires that a new person is the only user on the list, and that each
   * of these names is free.
   */
  void requireFree(List<String> names) {
    people.join();
    Person witness = people.all().get(0);
    people.await("the witness is online", witness::online);
    List<String> listed = people.roster(witness);
    require(listed.equals(List.of(witness.name())), "listed after their leases: %s", listed);
    for (String name : names) {
      Person next = people.makePerson(name);
      people.await("a person joins with the name " + name, next::online);
      require(next.name().equals(name), "the name %s is not free: %s", name, next);
    }
  }

  /**
   * Requires that a new person does not get this name, which an account owns while it is offline.
   */
  void requireOwned(String name) {
    Person next = people.makePerson(name);
    people.await("a person joins who wants the name " + name, next::online);
    require(!next.name().equals(name), "the name %s of an account is given away", name);
  }
}
