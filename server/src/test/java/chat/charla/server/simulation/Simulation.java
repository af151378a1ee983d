package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.FakeScheduler;
import chat.charla.client.Target;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.room.TextRules;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run: several people chat while everything that can fail fails; then all faults end, and every
 * promise is checked. The same seed gives the same run.
 */
final class Simulation {
  private static final Logger SERVER_LOG = Logger.getLogger("chat.charla");
  private static final int MAX_PEOPLE = 5;
  private static final int MAX_STEPS = 80;
  static final Duration LEASE = Duration.ofSeconds(60);
  private static final long FILLING = 0x63726f7764L;
  private static final long DEFECTS = 0x64656665637473L;
  private static final long CALLS = 0x63616c6c73L;
  private static final List<String> ROOMS = List.of("lobby", "lobby", "kitchen", "garden");

  private final Random random;
  private final VirtualTime time;
  private final FakeDisk disk = new FakeDisk();
  private final FakeFaults faults = new FakeFaults();
  private final Truth truth = new Truth(disk);
  private final Scheduler network;
  private final SimulatedServer server;
  private final People people;
  private final FinalChecks checks;

  /** Defects have their own random numbers, so that runs without defects do not depend on them. */
  private final Random defectRandom;

  /** The clients that fill the server have their own random numbers as well. */
  private final Random fillingRandom;

  private final @Nullable FillingClients filling;

  private final RefusedClients refusedClients;

  private final Moderation moderation;

  /** Calls that change rooms have their own random numbers as well. */
  private final Random callRandom;

  /**
   * Whether people also enter and leave rooms by unary calls. They do not if the server limits
   * rates: the stream and the calls of one session would be refused because of each other.
   */
  private final boolean calling;

  private final AccountUsers accounts;
  private final boolean defective;
  private final Defects defects;
  private int sent;
  private boolean presenceCompared;

  /** A run of this seed, which also decides whether the server is defective. */
  Simulation(long seed) {
    this(seed, false);
  }

  /**
   * A run of this seed.
   *
   * @param otherwise if true, inverts the seed's choice between a server with defects and one
   *     without
   */
  Simulation(long seed, boolean otherwise) {
    random = new Random(seed);
    time = new VirtualTime(new Random(random.nextLong()));
    network = new SimulatedScheduler(time);
    long retain = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0;
    int windowBytes = random.nextBoolean() ? 4 << 20 : random.nextInt(4000);
    int presenceDetail = random.nextInt(4) == 0 ? 1 : 200;
    RateSettings rates = random.nextInt(3) == 0 ? fewMessages() : RateSettings.UNLIMITED;
    fillingRandom = ownRandom(seed, FILLING);
    boolean filled = fillingRandom.nextInt(4) == 0;
    accounts = new AccountUsers(seed, filled);
    server =
        new SimulatedServer(
            time,
            random,
            disk,
            faults,
            SimulatedServer.config(
                new IdentitySettings(
                    LEASE,
                    Duration.ofDays(30),
                    Duration.ofDays(1),
                    filled ? FillingClients.MAX_IDENTITIES : 1000,
                    1000,
                    false),
                new ChatSettings(
                    Duration.ofSeconds(5), Duration.ofSeconds(10), 100, 10_000, rates, "Welcome"),
                new RoomSettings(
                    new TextRules(200, 800),
                    retain,
                    filled ? FillingClients.MAX_ROOMS : 100,
                    false,
                    presenceDetail),
                RetentionAges.UNLIMITED,
                accounts.settings(),
                Duration.ZERO),
            windowBytes);
    people = new People(random, truth, time, network, server);
    checks = new FinalChecks(random, time, people);
    filling =
        filled
            ? new FillingClients(transport(fillingRandom, Duration.ofMillis(20)), fillingRandom)
            : null;
    refusedClients =
        new RefusedClients(
            seed,
            !filled && !accounts.needInvitations(),
            truth,
            delays -> transport(delays, Duration.ofMillis(20)));
    moderation =
        new Moderation(
            seed,
            !filled && !accounts.needInvitations(),
            disk,
            server,
            this::crash,
            checked ->
                new SimulatedTransport(
                    time, random, network, server, checked, Duration.ofMillis(20)),
            new FakeScheduler(time));
    callRandom = ownRandom(seed, CALLS);
    calling = callRandom.nextBoolean() && rates.equals(RateSettings.UNLIMITED);
    accounts.begin(
        new AccountUsers.Parts(
            truth, delays -> transport(delays, Duration.ofMillis(20)), new FakeScheduler(time)));
    faults.maxDelay(Duration.ofMillis(random.nextInt(30)));
    defectRandom = ownRandom(seed, DEFECTS);
    defective = (defectRandom.nextInt(4) == 0) != otherwise;
    defects = new Defects(defectRandom);
    server.defects(defects, truth.answers()::serverKilled);
    server.checkIdTokensBy(new SimulatedIssuer());
    if (defective) {
      server.watchHealth();
    }
  }

  /** The random numbers of one part of the run, on which the other parts do not depend. */
  static Random ownRandom(long seed, long part) {
    // The seed is scrambled, because similar seeds give similar first numbers of Random.
    return new Random(new SplittableRandom(seed ^ part).nextLong());
  }

  /** Runs the simulation; throws {@link AssertionError} if a promise was broken. */
  void run() {
    Level logged = SERVER_LOG.getLevel();
    if (defective) {
      SERVER_LOG.setLevel(Level.OFF);
      truth.serverIsDefective();
      moderation.serverIsDefective();
    }
    try {
      play();
    } finally {
      SERVER_LOG.setLevel(logged);
    }
  }

  private void play() {
    server.start();
    joinFillingClients();
    int steps = 20 + random.nextInt(MAX_STEPS);
    for (int step = 0; step < steps; step++) {
      act();
      if (filling != null) {
        filling.act();
      }
      refusedClients.act();
      moderation.act();
      if (calling && callRandom.nextInt(8) == 0) {
        changeRoomsByCalls();
      }
      accounts.act(people);
      if (defective && defectRandom.nextInt(4) == 0) {
        defects.share(defectRandom.nextInt(3) * 0.02);
      }
      time.advance(Duration.ofNanos((long) (random.nextDouble() * 300_000_000)));
      truth.requireUnbroken();
      truth.answers().requireKept();
    }
    endFaults();
    if (calling) {
      changeRoomsWithoutFaults();
    }
    checkAccount();
    moderation.check(people, time::advance);
    truth.requireKept();
    truth.answers().requireKept();
    people.all().forEach(Person::requireUpToDate);
    checks.requireAllListed();
    presenceCompared = checks.requirePresenceAnnounced();
    requireNamesFreeAfterLeases();
    truth.requireKept();
  }

  /** The clients that fill the server join first. Their leases end before the people join. */
  private void joinFillingClients() {
    if (filling != null) {
      for (int i = 0; i < FillingClients.IDENTITIES; i++) {
        filling.join();
        time.advance(Duration.ofMillis(100));
      }
      time.advance(LEASE.plusSeconds(10));
    }
  }

  /** More clients than the server allows join, so the server has to remove identities. */
  private void fillTheServer(List<String> present) {
    if (filling != null) {
      for (int i = 0; i < FillingClients.MAX_IDENTITIES; i++) {
        filling.join();
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
   * A rate that is so low that people sometimes have to wait, also before retries, and that some
   * streams are closed.
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
    int roll = random.nextInt(100);
    if (people.all().size() < 2 || (roll < 5 && people.all().size() < MAX_PEOPLE)) {
      people.join();
    } else if (roll < 59) {
      say(people.any());
    } else if (roll < 65) {
      people.any().repeatAMessage();
    } else if (roll < 70) {
      people.any().enter(anyRoom());
      if (filling != null) {
        filling.changeRoom();
      }
      failWritesAWhile();
    } else if (roll < 73) {
      people.any().leave(anyRoom());
      failWritesAWhile();
    } else if (roll < 76) {
      rename(people.any());
    } else if (roll < 77) {
      people.any().enterElsewhere(anyRoom());
      failWritesAWhile();
    } else if (roll < 82) {
      people.any().transport().cut(Duration.ofMillis(random.nextInt(20_000)));
    } else if (roll < 87) {
      people.any().transport().stall(Duration.ofMillis(random.nextInt(5000)));
    } else if (roll < 91) {
      faults.failingWrites(random.nextInt(3) * 0.2).failingReads(random.nextInt(3) * 0.1);
    } else if (roll < 96) {
      restart();
    } else if (roll < 98) {
      people.any().transport().loseAnswers(random.nextInt(3) * 0.3);
    } else {
      leave(people.any());
    }
  }

  /**
   * Lets a person enter and leave a room by one to three unary calls. Perhaps its stream leaves and
   * enters the same room at that time, and is behind.
   */
  private void changeRoomsByCalls() {
    Person person = people.all().get(callRandom.nextInt(people.all().size()));
    String room = ROOMS.get(callRandom.nextInt(ROOMS.size()));
    if (callRandom.nextBoolean()) {
      person.transport().stall(Duration.ofMillis(callRandom.nextInt(2000)));
      for (int messages = callRandom.nextInt(30); messages > 0; messages--) {
        person.say(Target.room(room), "message " + ++sent + "x".repeat(100));
      }
      person.leave(room);
      person.enter(room);
    }
    for (int calls = 1 + callRandom.nextInt(3); calls > 0; calls--) {
      time.advance(Duration.ofMillis(callRandom.nextInt(300)));
      if (callRandom.nextBoolean()) {
        person.enterByCall(room);
      } else {
        person.leaveByCall(room);
      }
    }
  }

  private void checkAccount() {
    accounts.check(people, () -> time.advance(Duration.ofSeconds(1)));
  }

  private String anyRoom() {
    return ROOMS.get(random.nextInt(ROOMS.size()));
  }

  /**
   * In half of the calls, makes writes fail for a while, so that the last request gets an unknown
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
    person.rename(people.anyName(), elsewhere);
    failWritesAWhile();
    if (random.nextBoolean()) {
      time.advance(Duration.ofMillis(random.nextInt(500)));
      person.rename(before, elsewhere);
    }
    if (random.nextInt(3) == 0) {
      time.advance(Duration.ofMillis(random.nextInt(500)));
      restart();
    }
  }

  /**
   * Lets a person ask for a name.
   *
   * @param elsewhere whether another program with the same token asks. This program does not retry
   *     after a refusal, so the name may be stored when the person asks for the next name.
   */
  private void say(Person person) {
    int burst = 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 3);
    for (int i = 0; i < burst; i++) {
      String text = "message " + ++sent + "x".repeat(random.nextInt(100));
      Person other = people.any();
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
    truth.answers().serverKilled();
    truth.answers().requireKept();
    truth.requireRecords();
    truth.requireInboxes();
    time.advance(Duration.ofMillis(random.nextInt(3000)));
    if (random.nextInt(4) == 0) {
      server.shiftWallClock(Duration.ofSeconds(random.nextInt(120) - 60));
    }
    server.start();
  }

  /** If the server runs, kills it, perhaps in the middle of something, and starts it again. */
  private void crash() {
    if (server.running() != null) {
      server.kill();
      truth.answers().serverKilled();
      server.start();
    }
  }

  private void leave(Person person) {
    people.remove(person);
    person.client().leave();
  }

  /** Ends all faults, and waits until all people are online and have all answers. */
  private void endFaults() {
    defects.share(0);
    faults.failingWrites(0).failingReads(0);
    people.all().forEach(person -> person.transport().loseAnswers(0));
    server.start();
    awaitAnswers();
    require(server.works(), "health says that the server does not work");
    people.all().forEach(Person::askName);
    people.await(
        "all people know their names", () -> people.all().stream().allMatch(Person::knowsName));
  }

  /**
   * Changes rooms by calls without faults, so that no new stream repairs what an earlier one was
   * told. In the end each stream enters the rooms that only calls have entered, because it delivers
   * them only then.
   */
  private void changeRoomsWithoutFaults() {
    for (int changes = 0; changes < 5; changes++) {
      changeRoomsByCalls();
    }
    awaitAnswers();
    people.all().forEach(Person::enterRoomsOfCalls);
    time.advance(Duration.ofSeconds(30));
  }

  private void awaitAnswers() {
    people.await(
        "all people are online and have their answers",
        () -> people.all().stream().allMatch(person -> person.online() && person.nothingPending()));
    time.advance(Duration.ofSeconds(30));
  }

  /** When all people have disconnected without leaving, their names are free after the lease. */
  private void requireNamesFreeAfterLeases() {
    List<String> names = people.all().stream().map(Person::name).toList();
    List<String> ids = people.all().stream().map(Person::id).toList();
    people.disconnect();
    if (filling != null) {
      filling.endStreams();
    }
    accounts.endStreams();
    moderation.endStreams();
    time.advance(LEASE.plusSeconds(10));
    fillTheServer(ids);
    checks.requireFree(names);
    if (!accounts.ownedName().isEmpty()) {
      checks.requireOwned(accounts.ownedName());
      checkAccount();
    }
  }
}
