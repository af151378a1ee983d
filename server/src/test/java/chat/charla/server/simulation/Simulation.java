package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Target;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.name.Looks;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.room.TextRules;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedTime;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.PresentUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run: several people chat while everything that can fail fails; then all faults end, and every
 * promise is checked. The same seed gives the same run.
 */
final class Simulation {
  private static final Logger SERVER_LOG = Logger.getLogger("chat.charla");
  private static final int MAX_PEOPLE = 5;
  private static final int MAX_STEPS = 80;
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final long CROWD = 0x63726f7764L;
  private static final long DEFECTS = 0x64656665637473L;
  private static final List<String> ROOMS = List.of("lobby", "lobby", "kitchen", "garden");

  private final Random random;
  private final SimulatedTime time;
  private final FakeDisk disk = new FakeDisk();
  private final FakeFaults faults = new FakeFaults();
  private final Truth truth = new Truth(disk);
  private final Scheduler network;
  private final SimulatedServer server;
  private final List<Person> people = new ArrayList<>();

  /** Defects have their own random numbers, so that runs without defects do not depend on them. */
  private final Random defectRandom;

  /** The crowd has its own as well. */
  private final Random crowdRandom;

  private final @Nullable Crowd crowd;

  private final boolean defective;
  private final Defects defects;
  private int joined;
  private int sent;
  private boolean presenceCompared;

  Simulation(long seed) {
    random = new Random(seed);
    time = new SimulatedTime(new Random(random.nextLong()));
    network = time.newScheduler();
    long retain = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0;
    int windowBytes = random.nextBoolean() ? 4 << 20 : random.nextInt(4000);
    int presenceDetail = random.nextInt(4) == 0 ? 1 : 200;
    RateSettings rates = random.nextInt(3) == 0 ? fewMessages() : RateSettings.UNLIMITED;
    crowdRandom = ownRandom(seed, CROWD);
    boolean crowded = crowdRandom.nextInt(4) == 0;
    server =
        new SimulatedServer(
            time,
            random,
            disk,
            faults,
            SimulatedServer.config(
                new IdentitySettings(
                    LEASE, Duration.ofDays(30), crowded ? Crowd.MAX_IDENTITIES : 1000, false),
                new ChatSettings(
                    Duration.ofSeconds(5), Duration.ofSeconds(10), 100, 10_000, rates, "Welcome"),
                new RoomSettings(
                    new TextRules(200, 800),
                    retain,
                    crowded ? Crowd.MAX_ROOMS : 100,
                    false,
                    presenceDetail)),
            windowBytes);
    crowd = crowded ? new Crowd(transport(crowdRandom, Duration.ofMillis(20)), crowdRandom) : null;
    faults.maxDelay(Duration.ofMillis(random.nextInt(30)));
    defectRandom = ownRandom(seed, DEFECTS);
    defective = defectRandom.nextInt(4) == 0;
    defects = new Defects(defectRandom);
    server.defects(defects, truth.answers()::serverDied);
    if (defective) {
      server.watchHealth();
    }
  }

  /** The numbers of one part, on which the other parts of the run do not depend. */
  private static Random ownRandom(long seed, long part) {
    // Scrambled: the first numbers of Random are alike for seeds that are alike.
    return new Random(new SplittableRandom(seed ^ part).nextLong());
  }

  /** Runs the simulation; throws {@link AssertionError} if a promise was broken. */
  void run() {
    Level logged = SERVER_LOG.getLevel();
    if (defective) {
      SERVER_LOG.setLevel(Level.OFF);
      truth.serverIsDefective();
    }
    try {
      play();
    } finally {
      SERVER_LOG.setLevel(logged);
    }
  }

  private void play() {
    server.start();
    gather();
    int steps = 20 + random.nextInt(MAX_STEPS);
    for (int step = 0; step < steps; step++) {
      act();
      if (crowd != null) {
        crowd.act();
      }
      if (defective && defectRandom.nextInt(4) == 0) {
        defects.share(defectRandom.nextInt(3) * 0.02);
      }
      time.advance(Duration.ofNanos((long) (random.nextDouble() * 300_000_000)));
      truth.requireUnbroken();
      truth.answers().requireKept();
    }
    heal();
    truth.requireKept();
    truth.answers().requireKept();
    people.forEach(Person::requireUpToDate);
    requireAllListed();
    requirePresenceTold();
    requireNamesFreeAfterLeases();
    truth.requireKept();
  }

  /** The crowd comes before all others; when they come, its leases have run out. */
  private void gather() {
    if (crowd != null) {
      for (int i = 0; i < Crowd.IDENTITIES; i++) {
        crowd.join();
        time.advance(Duration.ofMillis(100));
      }
      time.advance(LEASE.plusSeconds(10));
    }
  }

  /** More of the crowd come, and the server has to remove identities. */
  private void crowdOut(List<String> present) {
    if (crowd != null) {
      for (int i = 0; i < Crowd.MAX_IDENTITIES; i++) {
        crowd.join();
        time.advance(Duration.ofMillis(100));
      }
      present.forEach(truth.answers()::requireExists);
      time.advance(LEASE.plusSeconds(10));
    }
  }

  private SimulatedTransport transport(Random delays, Duration maxDelay) {
    return new SimulatedTransport(time, delays, network, server, maxDelay);
  }

  /**
   * A rate so low that people have to wait now and then, also for retries, and some streams are
   * closed.
   */
  private RateSettings fewMessages() {
    Rate rate = new Rate(2 + random.nextInt(10), Duration.ofMillis(100 + random.nextInt(2000)));
    int floodRefusals = random.nextInt(20);
    Rate repeats = new Rate(4 * rate.count(), rate.period());
    return new RateSettings(
        Map.of(Quota.MESSAGES, rate, Quota.REPEATS, repeats),
        Map.of(),
        floodRefusals,
        Duration.ofSeconds(2));
  }

  /** The number of acknowledged messages. */
  int acknowledged() {
    return truth.acknowledgedCount();
  }

  /** Whether the presence that one person was told could be compared with the list. */
  boolean presenceCompared() {
    return presenceCompared;
  }

  /** A summary of the run, the same for the same seed. */
  String fingerprint() {
    return disk.timelines() + " at " + time.nanoTime();
  }

  private void act() {
    int die = random.nextInt(100);
    if (people.size() < 2 || (die < 5 && people.size() < MAX_PEOPLE)) {
      join();
    } else if (die < 59) {
      say(anyPerson());
    } else if (die < 65) {
      anyPerson().retryAMessage();
    } else if (die < 70) {
      anyPerson().enter(anyRoom());
      if (crowd != null) {
        crowd.changeRoom();
      }
      failWritesAWhile();
    } else if (die < 73) {
      anyPerson().leave(anyRoom());
      failWritesAWhile();
    } else if (die < 76) {
      rename(anyPerson());
    } else if (die < 77) {
      anyPerson().enterElsewhere(anyRoom());
      failWritesAWhile();
    } else if (die < 82) {
      anyPerson().transport().cut(Duration.ofMillis(random.nextInt(20_000)));
    } else if (die < 87) {
      anyPerson().transport().stall(Duration.ofMillis(random.nextInt(5000)));
    } else if (die < 91) {
      faults.failingWrites(random.nextInt(3) * 0.2).failingReads(random.nextInt(3) * 0.1);
    } else if (die < 96) {
      restart();
    } else if (die < 98) {
      anyPerson().transport().loseAnswers(random.nextInt(3) * 0.3);
    } else {
      leave(anyPerson());
    }
  }

  private void join() {
    SimulatedTransport transport =
        new SimulatedTransport(
            time, random, network, server, truth, Duration.ofMillis(1 + random.nextInt(50)));
    people.add(new Person(newName(), random, truth, transport, time.newScheduler()));
  }

  private String anyRoom() {
    return ROOMS.get(random.nextInt(ROOMS.size()));
  }

  /**
   * Makes writes fail for a while, in half of the calls, so that the last request gets an unknown
   * outcome.
   */
  private void failWritesAWhile() {
    if (random.nextBoolean()) {
      faults.failingWrites(0.7);
      time.advance(Duration.ofMillis(random.nextInt(200)));
      faults.failingWrites(0);
    }
  }

  /** Takes another name, and perhaps the former one again. Then the server may be killed. */
  private void rename(Person person) {
    boolean elsewhere = random.nextBoolean();
    String before = person.name();
    rename(person, anyName(), elsewhere);
    failWritesAWhile();
    if (random.nextBoolean()) {
      time.advance(Duration.ofMillis(random.nextInt(500)));
      rename(person, before, elsewhere);
    }
    if (random.nextInt(3) == 0) {
      time.advance(Duration.ofMillis(random.nextInt(500)));
      restart();
    }
  }

  /**
   * Has a person ask for a name.
   *
   * @param elsewhere whether another program asks, which does not retry after a refusal, so the
   *     name may be stored when the person asks for the next one
   */
  private static void rename(Person person, String name, boolean elsewhere) {
    if (elsewhere) {
      person.renameElsewhere(name);
    } else {
      person.rename(name);
    }
  }

  /** A new name, or one that another person has or wants. */
  private String anyName() {
    return random.nextInt(3) > 0 ? newName() : anyPerson().name();
  }

  /** A new name; now and then one that is confusable with another person's. */
  private String newName() {
    String name = "person" + ++joined;
    if (people.isEmpty() || random.nextInt(3) > 0) {
      return name;
    }
    String model = anyPerson().name();
    return random.nextBoolean() ? model.replace('o', '0') : model.toUpperCase(Locale.ROOT);
  }

  private void say(Person person) {
    int burst = 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 3);
    for (int i = 0; i < burst; i++) {
      String text = "message " + ++sent + "x".repeat(random.nextInt(100));
      Person other = anyPerson();
      if (random.nextInt(4) != 0) {
        person.say(Target.room(ROOMS.get(random.nextInt(ROOMS.size()))), text);
      } else if (other.hasJoined()) {
        person.say(Target.user(other.id()), text + " for " + other.id());
      } else {
        person.say(Target.userName(other.name()), text);
      }
    }
  }

  private void restart() {
    if (random.nextInt(4) == 0) {
      server.drain();
      time.advance(Duration.ofMillis(random.nextInt(100)));
    }
    server.kill();
    if (random.nextInt(3) == 0) {
      disk.losePower();
    }
    truth.answers().serverDied();
    truth.answers().requireKept();
    truth.requireRecords();
    time.advance(Duration.ofMillis(random.nextInt(3000)));
    if (random.nextInt(4) == 0) {
      server.shiftWallClock(Duration.ofSeconds(random.nextInt(120) - 60));
    }
    server.start();
  }

  private void leave(Person person) {
    people.remove(person);
    person.client().leave();
  }

  private Person anyPerson() {
    return people.get(random.nextInt(people.size()));
  }

  /** Ends all faults, and waits until all people are online and have all answers. */
  private void heal() {
    defects.share(0);
    faults.failingWrites(0).failingReads(0);
    people.forEach(person -> person.transport().loseAnswers(0));
    server.start();
    await(
        "all people are online and have their answers",
        () -> people.stream().allMatch(person -> person.online() && person.nothingPending()));
    time.advance(Duration.ofSeconds(30));
    require(server.works(), "health says that the server does not work");
    people.forEach(Person::askName);
    await("all people know their names", () -> people.stream().allMatch(Person::knowsName));
  }

  /**
   * Each person must be listed once. Other names may be listed: after a lost Leave, the lease still
   * runs.
   */
  private void requireAllListed() {
    Set<String> present = people.stream().map(Person::name).collect(Collectors.toSet());
    List<String> listed = roster(people.get(0));
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
            !Looks.areShared(other, listed.get(i)),
            "%s and %s are both listed",
            other,
            listed.get(i));
      }
    }
  }

  /**
   * One person enters, leaves and renames more often than others are told. They must get few
   * events, and the last ones must tell the final state.
   */
  private void requirePresenceTold() {
    if (people.size() < 2) {
      return;
    }
    Person witness = people.get(0);
    Person flapping = people.get(1 + random.nextInt(people.size() - 1));
    witness.enter("lobby");
    await("the witness is in the lobby", () -> witness.rooms().contains("lobby"));
    time.advance(Duration.ofSeconds(1));
    ShownPresence shown = new ShownPresence("lobby", time.nanoTime());
    witness.watch(shown);
    shown.list(present(witness, "lobby"));
    for (int changes = random.nextInt(60); changes > 0; changes--) {
      change(flapping);
      if (random.nextInt(3) == 0) {
        roster(witness);
      }
      time.advance(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 70_000 : 3000)));
    }
    await("the flapping person is online", flapping::online);
    time.advance(LEASE.plusSeconds(40));
    flapping.askName();
    await("it knows its name", flapping::knowsName);
    presenceCompared = shown.requireTold(present(witness, "lobby"), time.nanoTime());
  }

  private void change(Person person) {
    switch (random.nextInt(4)) {
      case 0 -> person.transport().cut(Duration.ofMillis(random.nextInt(20_000)));
      case 1 -> person.leave("lobby");
      case 2 -> person.enter("lobby");
      default -> person.rename(newName());
    }
  }

  /** When all people have disconnected without leaving, their names are free after the lease. */
  private void requireNamesFreeAfterLeases() {
    List<String> names = people.stream().map(Person::name).toList();
    List<String> ids = people.stream().map(Person::id).toList();
    people.forEach(person -> person.client().close());
    people.clear();
    if (crowd != null) {
      crowd.leave();
    }
    time.advance(LEASE.plusSeconds(10));
    crowdOut(ids);
    join();
    Person witness = people.get(0);
    await("the witness is online", witness::online);
    List<String> listed = roster(witness);
    require(listed.equals(List.of(witness.name())), "listed after their leases: %s", listed);
    for (String name : names) {
      SimulatedTransport transport =
          new SimulatedTransport(time, random, network, server, truth, Duration.ofMillis(10));
      Person heir = new Person(name, random, truth, transport, time.newScheduler());
      await("the name " + name + " is free", heir::online);
      require(heir.name().equals(name), "the name %s is not free: %s", name, heir);
    }
  }

  private List<String> roster(Person asking) {
    return present(asking, "").stream().map(user -> user.getUser().getName()).toList();
  }

  /**
   * The users that are present in the room.
   *
   * @param room empty for all rooms
   */
  private List<PresentUser> present(Person asking, String room) {
    List<PresentUser> present = new ArrayList<>();
    List<Boolean> answered = new ArrayList<>();
    asking
        .client()
        .listUsers(
            ListUsersRequest.newBuilder().setRoom(room).build(),
            new Answer<>() {
              @Override
              public void onSuccess(ListUsersResponse response) {
                present.addAll(response.getUsersList());
                answered.add(true);
              }

              @Override
              public void onFailure(CallFailure failure) {
                throw new AssertionError("no list of users: " + failure);
              }
            });
    await("the list of users", () -> !answered.isEmpty());
    return present;
  }

  private void await(String what, BooleanSupplier condition) {
    long limit = time.nanoTime() + Duration.ofMinutes(10).toNanos();
    boolean reached = time.runUntil(() -> condition.getAsBoolean() || time.nanoTime() > limit);
    truth.requireUnbroken();
    require(reached && condition.getAsBoolean(), "waited in vain until %s; %s", what, people);
  }
}
