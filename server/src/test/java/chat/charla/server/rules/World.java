package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.account.AccountSettings;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.disk.Disk.Space;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.disk.MinFree;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.log.TimelineId;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.room.Room;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.room.TextRules;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.simulation.SimulatedServer;
import chat.charla.server.simulation.SimulatedTransport;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.User;
import com.google.common.net.InetAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A server with a disk, in virtual time. Every run is the same: all random numbers, such as delays,
 * come from a generator with a fixed seed.
 */
final class World {
  static final Duration LEASE = Duration.ofSeconds(60);
  static final Duration LIFETIME = Duration.ofDays(30);
  static final Duration MASS_EXPIRY_DELAY = Duration.ofDays(1);
  static final Duration LOSS_DELAY = Duration.ofSeconds(5);
  static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);

  /** The longest time of an exchange over network and disk, unless a test makes them slower. */
  static final Duration MOMENT = Duration.ofMillis(100);

  /**
   * Longer than a message needs to reach the server, and almost always shorter than a write to a
   * {@linkplain #SLOW_DISK slow disk}.
   */
  static final Duration ARRIVAL = Duration.ofMillis(3);

  /** The longest delay of each step of a slow disk. */
  static final Duration SLOW_DISK = Duration.ofMillis(500);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MAX_DELAY = Duration.ofMillis(1);

  private final VirtualTime time = new VirtualTime();
  private final Random random = new Random(20260101);
  private final FakeDisk disk = new FakeDisk();
  private final FakeFaults faults = new FakeFaults().maxDelay(MAX_DELAY);
  private final Scheduler network = new SimulatedScheduler(time);
  private TextRules textRules = new TextRules(4000, 16384);
  private long retainMessages;
  private RetentionAges ages = RetentionAges.UNLIMITED;
  private Duration repetitionWindow = Duration.ZERO;
  private int maxPresenceDetail = 200;
  private int maxIdentities = 1000;
  private int maxAccounts = 1000;
  private boolean exemptIsOneAddress;
  private int maxRooms = 100;
  private int maxRoomsPerIdentity = 100;
  private int maxMemberships = 10_000;
  private AccountSettings accounts = new AccountSettings(true, true);
  private IdTokens idTokens = IdTokens.NONE;
  private RateSettings rates = RateSettings.UNLIMITED;
  private long windowBytes = 4 << 20;
  private boolean watched;
  private MinFree minFreeDisk = MinFree.NONE;
  private Space space = new Space(1, 1);
  private final List<DiskLevel> diskLevels = new ArrayList<>();
  private @Nullable SimulatedServer server;

  /** The number of messages that a room retains. */
  World retainMessages(int count) {
    retainMessages = count;
    return this;
  }

  /** How long messages are kept; zero for ever. */
  World retainFor(Duration inRooms, Duration inInboxes) {
    ages = new RetentionAges(inRooms, inInboxes, ages.audit());
    return this;
  }

  /** How long what operators have done is kept; zero for ever. */
  World retainAuditFor(Duration age) {
    ages = new RetentionAges(ages.rooms(), ages.inboxes(), age);
    return this;
  }

  /** Sets for how long the server recognises repetitions; zero means forever. */
  World repetitionWindow(Duration window) {
    repetitionWindow = window;
    return this;
  }

  /** In a room with more users present, events about presence give only the user count. */
  World maxPresenceDetail(int users) {
    maxPresenceDetail = users;
    return this;
  }

  /** The longest text that is accepted, in code points. */
  World maxText(int codePoints) {
    textRules = new TextRules(codePoints, 4 * codePoints);
    return this;
  }

  /** The highest number of identities. */
  World maxIdentities(int count) {
    maxIdentities = count;
    return this;
  }

  /** The highest number of accounts. */
  World maxAccounts(int count) {
    maxAccounts = count;
    return this;
  }

  /** Clients without an address count as one address. */
  World exemptIsOneAddress() {
    exemptIsOneAddress = true;
    return this;
  }

  /** The highest number of rooms. */
  World maxRooms(int count) {
    maxRooms = count;
    return this;
  }

  /** The highest number of rooms that one identity may be a member of. */
  World maxRoomsPerIdentity(int count) {
    maxRoomsPerIdentity = count;
    return this;
  }

  /** The highest number of memberships of all identities together. */
  World maxMemberships(int count) {
    maxMemberships = count;
    return this;
  }

  /** The rate limits. */
  World rates(RateSettings settings) {
    rates = settings;
    return this;
  }

  /**
   * The memory of all windows together, in bytes; readers that fall behind a window read the log.
   */
  World windowBytes(int bytes) {
    windowBytes = bytes;
    return this;
  }

  /** Which clients may join and register. By default, all may do both. */
  World accounts(AccountSettings settings) {
    accounts = settings;
    return this;
  }

  /** Checks id tokens by this object. By default, the server accepts no id token. */
  World idTokens(IdTokens checked) {
    idTokens = checked;
    return this;
  }

  /** Checks the server's health every second. */
  World watchHealth() {
    watched = true;
    return this;
  }

  /**
   * How many bytes of the disk the server should keep free. By default, all of the disk is free.
   */
  World minFreeDisk(long bytes) {
    minFreeDisk = MinFree.bytes(bytes);
    return setFreeDisk(Long.MAX_VALUE);
  }

  /** Sets how many bytes of the disk are free. The server checks that every few seconds. */
  World setFreeDisk(long bytes) {
    space = new Space(bytes, Long.MAX_VALUE);
    if (server != null) {
      server.setSpace(space);
    }
    return this;
  }

  /** The disk levels that the server has reported to the operator, in order. */
  List<DiskLevel> diskLevels() {
    return diskLevels;
  }

  /** The number of writes to the disk so far. */
  long writes() {
    return disk.writes();
  }

  FakeFaults faults() {
    return faults;
  }

  /**
   * Lets all further writes to the disk fail.
   *
   * @param carriedOut whether a failed write nevertheless changes the disk, without a sync
   */
  void breakDisk(boolean carriedOut) {
    faults.failedWritesHappen(carriedOut).failingWrites(1);
  }

  /** Lets all further writes to the disk succeed. */
  void repairDisk() {
    faults.failingWrites(0);
  }

  /** The disk, to damage a part of it. */
  FakeDisk disk() {
    return disk;
  }

  /** Repairs the disk, and waits until the server has noticed that. */
  void repairDiskAndWait() {
    repairDisk();
    pass(Duration.ofSeconds(2));
  }

  /** The present content of the disk. */
  DiskContents onDisk() {
    return new DiskContents(disk);
  }

  /** The server; the first call starts it. */
  SimulatedServer server() {
    if (server == null) {
      server =
          new SimulatedServer(
              time,
              random,
              disk,
              faults,
              SimulatedServer.config(
                  new IdentitySettings(
                      LEASE,
                      LIFETIME,
                      MASS_EXPIRY_DELAY,
                      maxIdentities,
                      maxAccounts,
                      exemptIsOneAddress),
                  new ChatSettings(
                      LOSS_DELAY,
                      OPEN_TIMEOUT,
                      maxRoomsPerIdentity,
                      maxMemberships,
                      rates,
                      "Welcome"),
                  new RoomSettings(
                      textRules, retainMessages, maxRooms, exemptIsOneAddress, maxPresenceDetail),
                  ages,
                  accounts,
                  repetitionWindow),
              windowBytes);
      if (watched) {
        server.watchHealth();
      }
      server.checkIdTokensBy(idTokens);
      server.watchDisk(minFreeDisk, change -> diskLevels.add(change.level()));
      server.setSpace(space);
      server.start();
      moment();
    }
    return server;
  }

  /** Changes settings of the server while it runs. */
  void adjust(Duration lossDelay, RateSettings changed, String welcome, int retained) {
    server()
        .adjust(
            new ChatSettings(
                lossDelay, OPEN_TIMEOUT, maxRoomsPerIdentity, maxMemberships, changed, welcome),
            retained,
            ages);
    moment();
  }

  /** Changes how long messages are kept while the server runs. */
  void adjustAges(Duration inRooms, Duration inInboxes) {
    retainFor(inRooms, inInboxes);
    adjust(LOSS_DELAY, rates, "Welcome", (int) retainMessages);
  }

  /** Kills the server and starts another one on its disk. */
  void restart() {
    restartWith(() -> {});
  }

  /** Kills the server, changes its disk or its clock, and starts another server. */
  private void restartWith(Runnable change) {
    server().kill();
    moment();
    change.run();
    server().start();
    moment();
  }

  /**
   * Kills the server and starts another one on its disk, with this limit. Earlier clients cannot
   * use the new server.
   */
  void restartWithMaxMemberships(int count) {
    server().kill();
    moment();
    maxMemberships = count;
    server = null;
    server();
  }

  /** Cuts the power, which loses what was not synced; then starts another server. */
  void losePower() {
    server().kill();
    disk.losePower();
    moment();
    server().start();
    moment();
  }

  /** Kills the server, and starts another one when the wall clock has advanced by this much. */
  void restartAfter(Duration stop) {
    restartWith(() -> server().shiftWallClock(stop));
  }

  /** Like {@link #restartAfter}, with a disk that an older server without clock marks has left. */
  void restartWithoutMarkAfter(Duration stop) {
    restartWith(
        () -> {
          disk.forgetClock();
          server().shiftWallClock(stop);
        });
  }

  /**
   * Kills the server and starts another one on its disk. Before that, changes the disk as if a
   * former server, whose clock was ahead by this much, had written the times in this identity's
   * record.
   */
  void restartWithTimesAhead(String id, Duration ahead) {
    restartWith(() -> disk.rewriteIdentity(id, StoredRecords.later(ahead)));
  }

  /** Writes a room with this name to the disk, without asking the server. */
  void makeRoomOnDisk(String name) {
    disk.open(TimelineId.room(Room.LOBBY)); // every server that has run has a lobby
    disk.open(TimelineId.room(name));
  }

  /**
   * Kills the server and starts another one on its disk. Before that, changes the disk as if these
   * identities had taken these names on an older server, which had no rules for names.
   *
   * @param names the names, by the ids of the identities
   */
  void restartWithOldNames(Map<String, String> names) {
    restartWith(
        () -> names.forEach((id, name) -> disk.rewriteIdentity(id, StoredRecords.named(name))));
  }

  /**
   * Kills the server and starts another one on its disk, with this identity's record as an older
   * version wrote it.
   */
  void restartWithOldRecord(String id) {
    restartWith(() -> disk.rewriteIdentity(id, StoredRecords.withoutUnused()));
  }

  /**
   * Kills the server and starts another one on its disk. Before that, changes the disk as if this
   * identity had joined on an older server, for which request ids in upper and lower case differed.
   *
   * @return its token
   */
  String restartWithOldRequestId(String id, String requestId) {
    List<String> token = new ArrayList<>();
    restartWith(() -> disk.rewriteIdentity(id, StoredRecords.joined(requestId, token::add)));
    return token.get(0);
  }

  /** A client that has not joined. */
  ScriptedClient stranger() {
    return new ScriptedClient(this, this::connect);
  }

  /** A client with the administration token. */
  ScriptedClient operator() {
    return stranger().as(User.getDefaultInstance(), SimulatedServer.ADMIN_TOKEN);
  }

  /** A client that has not joined, with this address. */
  ScriptedClient strangerFrom(String address) {
    return new ScriptedClient(this, () -> connect().from(InetAddresses.forString(address)));
  }

  /** Like {@link #strangerFrom}, on a connection that is protected. */
  ScriptedClient protectedStrangerFrom(String address) {
    return new ScriptedClient(
        this, () -> connect().from(InetAddresses.forString(address)).overTls());
  }

  /** A client that has not joined, on a connection that this TLS session protects. */
  ScriptedClient strangerOver(SSLSession session) {
    return new ScriptedClient(this, () -> connect().overTls(session));
  }

  /** A client that has joined and is not present yet. */
  ScriptedClient join(String name) {
    ScriptedClient client = stranger();
    client.join(name);
    return client;
  }

  /** A new connection to the server. */
  SimulatedTransport connect() {
    return new SimulatedTransport(time, random, network, server(), MAX_DELAY);
  }

  /** Advances the time. */
  void pass(Duration duration) {
    time.advance(duration);
  }

  /** Advances the time far enough for everything that needs only network and disk. */
  void moment() {
    pass(MOMENT);
  }

  /** Advances the time until the condition holds; fails after {@link #TIMEOUT}. */
  void await(String what, BooleanSupplier condition) {
    long limit = time.nanoTime() + TIMEOUT.toNanos();
    time.runUntil(() -> condition.getAsBoolean() || time.nanoTime() > limit);
    assertTrue(condition.getAsBoolean(), () -> "waited in vain for " + what);
  }
}
