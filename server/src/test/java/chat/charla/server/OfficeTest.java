package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.grpc.ConnectionLimits;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.RateLimiter;
import chat.charla.server.limit.RateLimiter.Charge;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.limit.SessionUsage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The default limits suffice for an office of 200 people behind one address, as docs/running.md
 * computes. In virtual time.
 */
class OfficeTest {
  private static final int PEOPLE = 200;
  private static final int ROOMS = 5;

  /** A list of all users, or of a room with all people, has two pages of 100 users each. */
  private static final int ROSTER_PAGES = 2;

  /**
   * The bytes of a message besides its text: those of the event, and those that the storage adds.
   */
  private static final int OVERHEAD_BYTES = 256 + 120;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE = 60 * SECOND;

  private final RateLimiter limiter = new RateLimiter(RateSettings.DEFAULT);
  private final List<SessionUsage> people = new ArrayList<>();
  private Origin office = Origin.EXEMPT;

  @BeforeEach
  void open() throws Exception {
    office = Origin.of(InetAddress.getByName("192.0.2.1"));
    for (int i = 0; i < PEOPLE; i++) {
      people.add(limiter.newSession(0));
    }
  }

  @Test
  void eachPersonMayHaveTwoConnections() {
    int most = ConnectionLimits.DEFAULT.maxConnectionsPerAddress();

    assertTrue(
        most - most / 5 >= 2 * PEOPLE, "a fifth of the connections is for those without a session");
  }

  @Test
  void allMayJoinWithinAMinuteWithTwoNamesEach() {
    for (int i = 0; i < PEOPLE; i++) {
      long now = i * MINUTE / PEOPLE;
      accept(Quota.NAMES, null, now); // the name is taken
      accept(Quota.FAILURES, null, now);
      accept(Quota.JOINS, null, now);
      accept(Quota.USERS, null, now);
    }
  }

  /**
   * The server has restarted. Each client repeats a few sends, and lists the users of its rooms.
   */
  @Test
  void allMayReconnectAtOnce() {
    for (SessionUsage each : people) {
      accept(Quota.JOINS, each, 0);
      accept(Quota.COMMANDS, each, 0); // opens the stream
      for (int i = 0; i < ROOMS * ROSTER_PAGES; i++) {
        accept(Quota.COMMANDS, each, 0);
      }
      for (int i = 0; i < 3; i++) {
        accept(Quota.REPEATS, each, 0);
        accept(Quota.MESSAGES, each, 0);
      }
    }
  }

  @Test
  void allMaySendAtABusyPaceWhileOthersExceedTheLimits() {
    List<SessionUsage> chatty = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      chatty.add(limiter.newSession(0));
    }
    int refused = 0;
    for (long now = 0; now < 5 * MINUTE; now += SECOND / 10) {
      for (SessionUsage each : chatty) {
        for (int i = 0; i < 5; i++) {
          refused += limiter.use(Quota.MESSAGES, each, office, now).isPresent() ? 1 : 0;
          refused += limiter.use(Quota.COMMANDS, each, office, now).isPresent() ? 1 : 0;
        }
      }
      for (int i = 0; i < 100; i++) {
        limiter.use(Quota.FAILURES, null, office, now);
      }
      // Each person sends a message and makes a call every 10 s, one person after the other.
      for (int i = 0; i < PEOPLE; i++) {
        if (now / (SECOND / 10) % 100 == i / 2) {
          accept(Quota.REPEATS, people.get(i), now);
          accept(Quota.MESSAGES, people.get(i), now);
          accept(Quota.COMMANDS, people.get(i), now);
        }
      }
    }
    assertTrue(refused > 0, "the others exceed the limits");
  }

  /** With a message of 200 bytes every 10 s, each person writes 33 bytes a second. */
  @Test
  void allMayWriteDayAndNight() {
    long bytes = 200 + OVERHEAD_BYTES;
    for (int minute = 0; minute < 24 * 60; minute++) {
      for (SessionUsage each : people) {
        Charge sixMessages = new Charge(6 * bytes);
        assertEquals(
            Optional.empty(), limiter.use(Quota.BYTES, each, office, sixMessages, minute * MINUTE));
      }
    }
  }

  /** A build server, for example, posts the end of a log every 10 s. */
  @Test
  void aProgramMayPostALongMessageEvery10SecondsDayAndNight() {
    SessionUsage program = limiter.newSession(0);
    for (long now = 0; now < 24 * 60 * MINUTE; now += 10 * SECOND) {
      Charge message = new Charge(16_384 + OVERHEAD_BYTES);
      assertEquals(Optional.empty(), limiter.use(Quota.BYTES, program, office, message, now));
    }
  }

  /**
   * What one address can write: 12 sessions, and 500 new ones each hour, send private messages of
   * 16,000 bytes without end. If only the default rate of messages limited them, they would write
   * 280 GB a day.
   */
  @Test
  void anAddressWritesNoMoreThanAGigabyteADay() {
    int day = 24 * 60;
    long message = 2 * (16_000 + OVERHEAD_BYTES);
    List<SessionUsage> sessions = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      sessions.add(limiter.newSession(0));
    }
    long[] written = new long[2];
    for (int minute = 0; minute < 2 * day; minute += 10) {
      for (int i = 0; minute % 60 == 0 && i < 500; i++) {
        sessions.add(limiter.newSession(minute * MINUTE));
      }
      for (SessionUsage each : sessions) {
        while (accepts(each, message, minute * MINUTE)) {
          written[minute / day] += message;
        }
      }
      // Older sessions have used up their shares, so only the 500 newest are kept.
      sessions.subList(0, Math.max(0, sessions.size() - 500)).clear();
    }
    assertTrue(written[0] < 2_050_000_000L, "a full bucket, and a day: " + written[0]);
    assertTrue(written[1] < 1_050_000_000L, "a day: " + written[1]);
    assertTrue(written[1] > 950_000_000L, "as much as the rate allows: " + written[1]);
  }

  private boolean accepts(SessionUsage session, long bytes, long now) {
    return limiter.use(Quota.BYTES, session, office, new Charge(bytes), now).isEmpty();
  }

  private void accept(Quota quota, @Nullable SessionUsage session, long now) {
    assertEquals(Optional.empty(), limiter.use(quota, session, office, now));
  }
}
