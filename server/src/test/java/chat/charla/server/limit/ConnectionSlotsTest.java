package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address may have ten connections, and at most eight of them with a session. */
class ConnectionSlotsTest {
  private static final int MOST = 10;
  private static final int PROVEN = 8;
  private static final Origin HERE = origin("192.0.2.1");
  private static final Origin THERE = origin("192.0.2.2");

  private static final Slot HERE_TOO = new Slot(HERE, () -> {});
  private static final Slot THERE_TOO = new Slot(THERE, () -> {});

  private final ConnectionSlots slots = new ConnectionSlots(0, MOST, true, new Random(1));
  private final ConnectionSlots hundred = new ConnectionSlots(100, 0, true, new Random(1));
  private final Set<Slot> lost = new HashSet<>();
  private int people;

  @Test
  void aNewConnectionReplacesOneWithoutASession() {
    List<Slot> idle = strangers(HERE, MOST);

    Slot ana = stranger(HERE);

    assertEquals(1, lost.size());
    assertTrue(idle.containsAll(lost), "one of the idle connections");
    assertFalse(lost.contains(ana));
    assertEquals(MOST, count(HERE));
  }

  @Test
  void aConnectionWithASessionKeepsItsSlot() {
    Slot ana = proven("ana");

    strangers(HERE, 1000);

    assertFalse(lost.contains(ana));
    assertEquals(1000 - (MOST - 1), lost.size());
  }

  @Test
  void anotherAddressHasSlotsOfItsOwn() {
    strangers(HERE, MOST);
    strangers(THERE, MOST);

    assertEquals(Set.of(), lost);
  }

  @Test
  void theSessionWithMostConnectionsLosesItsOldestOne() {
    Slot oldest = proven("mallory");
    for (int i = 1; i < PROVEN; i++) {
      proven("mallory");
    }

    Slot ana = proven("ana");

    assertEquals(Set.of(oldest), lost);
    assertFalse(lost.contains(ana));
  }

  @Test
  void eightSessionsKeepTheirSlotsAndANinthGetsNone() {
    for (int i = 0; i < PROVEN; i++) {
      proven("person " + i);
    }

    Slot late = proven("one too many");

    assertEquals(Set.of(late), lost);
  }

  @Test
  void aFreedSlotCanBeTakenAgain() {
    List<Slot> idle = strangers(HERE, MOST);
    idle.forEach(slots::free);
    assertEquals(0, count(HERE));

    strangers(HERE, MOST);

    assertEquals(Set.of(), lost);
  }

  @Test
  void ifAllSlotsHaveASessionANewConnectionIsRefused() {
    ConnectionSlots few = new ConnectionSlots(0, 1, true, new Random(1));
    Slot ana = new Slot(HERE, () -> {});
    few.take(ana);
    few.proven(ana, "ana");

    assertEquals(Optional.of("from 192.0.2.1"), few.take(new Slot(HERE, () -> {})));
  }

  @Test
  void ifAllSlotsAreTakenANewConnectionReplacesOneWithoutASession() {
    ConnectionSlots two = new ConnectionSlots(2, 0, true, new Random(1));
    Slot ana = new Slot(HERE, () -> lost.add(HERE_TOO));
    Slot idle = new Slot(THERE, () -> lost.add(THERE_TOO));
    two.take(ana);
    two.proven(ana, "ana");
    two.take(idle);

    Slot berta = new Slot(Origin.EXEMPT, () -> {});

    assertEquals(Optional.empty(), two.take(berta));
    assertEquals(Set.of(THERE_TOO), lost);
    two.proven(berta, "berta");
    assertEquals(Optional.of("in total"), two.take(new Slot(origin("192.0.2.3"), () -> {})));
    assertEquals(1, two.prefixes(), "closed and refused connections are not remembered");
  }

  @Test
  void aNetworkHasFourTimesAsManySlots() {
    for (int host = 1; host <= 5; host++) {
      strangers(origin("2001:db8::" + host), MOST);
    }

    assertEquals(MOST, lost.size(), "no more than necessary");
    assertEquals(4 * MOST, slots.count(origin("2001:db8::1").prefixes().get(1)));
  }

  @Test
  void withoutLimitsEveryConnectionIsAccepted() {
    ConnectionSlots any = new ConnectionSlots(0, 0, true, new Random(1));
    for (int i = 0; i < 1000; i++) {
      Slot slot = new Slot(HERE, () -> lost.add(new Slot(HERE, () -> {})));
      assertEquals(Optional.empty(), any.take(slot));
      any.proven(slot, "same");
    }

    assertEquals(Set.of(), lost);
  }

  // In these tests, no address has a limit of its own. There are 100 slots in total, so the share
  // of an address is one slot.

  @Test
  void aSingleAddressGetsAllSlots() {
    assertEquals(100, sessions(Origin.EXEMPT, 100).size());
    assertEquals(Optional.of("in total"), hundred.take(new Slot(Origin.EXEMPT, () -> {})));
  }

  @Test
  void otherAddressesGetTheLastTenth() {
    List<Slot> large = sessions(HERE, 100);

    for (int i = 1; i <= 10; i++) {
      assertEquals(1, sessions(origin("198.51.100." + i), 1).size());
    }

    assertEquals(10, lost.size());
    assertTrue(large.containsAll(lost));
    assertEquals(
        Optional.of("in total"),
        hundred.take(new Slot(origin("198.51.100.11"), () -> {})),
        "the large address keeps nine tenths");
    assertEquals(Optional.of("in total"), hundred.take(new Slot(HERE, () -> {})));
  }

  @Test
  void newConnectionsOfALargeAddressDoNotReplaceThoseOfOthers() {
    sessions(HERE, 100);
    Slot[] ana = new Slot[1];
    ana[0] = new Slot(THERE, () -> lost.add(ana[0]));
    assertEquals(Optional.empty(), hundred.take(ana[0]));
    lost.clear();

    for (int i = 0; i < 1000; i++) {
      assertEquals(Optional.of("in total"), hundred.take(new Slot(HERE, () -> {})));
    }

    assertEquals(Set.of(), lost);
  }

  @Test
  void connectionsOfALargeAddressWithoutASessionAreClosedFirst() {
    List<Slot> sessions = sessions(HERE, 80);
    List<Slot> idle = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      idle.add(taken(HERE));
    }

    for (int i = 1; i <= 15; i++) {
      sessions(origin("198.51.100." + i), 1);
      taken(HERE);
    }

    assertTrue(
        lost.stream().noneMatch(sessions::contains),
        "connections without a session are closed first");
    assertFalse(lost.isEmpty());
  }

  @Test
  void aLargeAddressLosesNoMoreThanATenth() {
    List<Slot> large = sessions(HERE, 95);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      hundred.free(large.remove(random.nextInt(large.size())));
      large.addAll(sessions(HERE, 1));
    }
    large.addAll(sessions(HERE, 5));

    for (int i = 1; i <= 100; i++) {
      Slot slot = new Slot(origin("198.51.100." + i), () -> {});
      if (hundred.take(slot).isEmpty()) {
        hundred.proven(slot, "person " + i);
      }
    }

    assertEquals(10, lost.size());
  }

  @Test
  void exemptConnectionsOfAProxyHaveNoShare() {
    ConnectionSlots proxied = new ConnectionSlots(100, 0, false, new Random(1));
    for (int i = 0; i < 100; i++) {
      Slot slot = new Slot(Origin.EXEMPT, () -> lost.add(HERE_TOO));
      proxied.take(slot);
      proxied.proven(slot, "person " + i);
    }

    assertEquals(Optional.of("in total"), proxied.take(new Slot(THERE, () -> {})));
    assertEquals(Set.of(), lost);
  }

  // In these tests, a proxy forwards calls of several clients. The proxy itself has no limit.

  private final ConnectionSlots proxied = new ConnectionSlots(100, 0, false, new Random(1));

  @Test
  void theLastTenthOfTheConnectionsIsForClientsWithFewCalls() {
    assertEquals(90, callsOnConnectionsOfTheirOwn(HERE, 1000));

    for (int i = 1; i <= 10; i++) {
      assertEquals(1, callsOnConnectionsOfTheirOwn(origin("198.51.100." + i), 1));
    }
    assertEquals(Set.of(), lost);
  }

  @Test
  void aCallOnAConnectionWithOtherCallsIsNotRefused() {
    Slot shared = connected();
    assertTrue(proxied.beginCall(shared, THERE));
    assertEquals(89, callsOnConnectionsOfTheirOwn(HERE, 1000));

    assertTrue(proxied.beginCall(shared, HERE));
  }

  @Test
  void aConnectionWithCallsOfSeveralClientsCountsForNoneOfThem() {
    Slot shared = connected();
    assertTrue(proxied.beginCall(shared, HERE));
    assertTrue(proxied.beginCall(shared, THERE));
    for (int i = 0; i < 89; i++) {
      connected();
    }

    Slot own = connected();
    assertTrue(proxied.beginCall(own, THERE));
    assertTrue(
        proxied.beginCall(connected(), THERE), "this call makes the client exceed its share");
    assertFalse(proxied.beginCall(connected(), THERE));
  }

  @Test
  void aClientBehindAProxyMayMakeNewCallsWhenItsCallsHaveEnded() {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      Slot slot = connected();
      assertTrue(proxied.beginCall(slot, HERE));
      slots.add(slot);
    }
    Slot next = connected();
    assertFalse(proxied.beginCall(next, HERE));

    for (int i = 0; i < 45; i++) {
      proxied.free(slots.get(i));
      proxied.endCall(slots.get(i), HERE);
    }
    slots.subList(45, 90).forEach(slot -> proxied.endCall(slot, HERE));

    assertTrue(proxied.beginCall(next, HERE));
    for (int i = 0; i < 44; i++) {
      assertTrue(proxied.beginCall(connected(), HERE));
    }
    assertFalse(proxied.beginCall(connected(), HERE));
  }

  /** Begins this number of calls; returns the number of calls that are not refused. */
  private int callsOnConnectionsOfTheirOwn(Origin client, int attempts) {
    int calls = 0;
    for (int i = 0; i < attempts; i++) {
      Slot slot = connected();
      if (proxied.beginCall(slot, client)) {
        proxied.proven(slot, "person " + ++people);
        calls++;
      } else {
        proxied.free(slot);
      }
    }
    return calls;
  }

  /** A new connection of the proxy. */
  private Slot connected() {
    Slot[] slot = new Slot[1];
    slot[0] = new Slot(Origin.EXEMPT, () -> lost.add(slot[0]));
    assertEquals(Optional.empty(), proxied.take(slot[0]));
    return slot[0];
  }

  /** While the server frees a slot, it accepts no connection. So it must free slots quickly. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void freeingASlotDoesNotSearchAllSlots(boolean proven) {
    ConnectionSlots many = new ConnectionSlots(0, 0, true, new Random(1));
    List<Slot> taken = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      Slot slot = new Slot(HERE, () -> {});
      many.take(slot);
      if (proven) {
        many.proven(slot, "same");
      }
      taken.add(slot);
    }
    Collections.shuffle(taken, new Random(1));

    assertTimeoutPreemptively(
        Duration.ofSeconds(Patience.SECONDS), () -> taken.forEach(many::free));

    assertEquals(0, many.prefixes());
  }

  /** Takes this many slots, each with a session of its own. */
  private List<Slot> sessions(Origin origin, int count) {
    List<Slot> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Slot slot = taken(origin);
      hundred.proven(slot, "person " + ++people);
      sessions.add(slot);
    }
    return sessions;
  }

  private Slot taken(Origin origin) {
    Slot[] slot = new Slot[1];
    slot[0] = new Slot(origin, () -> lost.add(slot[0]));
    assertEquals(Optional.empty(), hundred.take(slot[0]));
    return slot[0];
  }

  /** Three people have one session each; other clients open as many connections as they can. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void connectionsOfPeopleKeepTheirSlots(long seed) {
    Random random = new Random(seed);
    List<Slot> people = new ArrayList<>();
    for (int step = 0; step < 2000; step++) {
      if (people.size() < 3 && random.nextInt(10) == 0) {
        people.add(proven("person " + people.size()));
      } else if (random.nextInt(3) == 0) {
        proven("mallory " + random.nextInt(5));
      } else {
        stranger(HERE);
      }
      assertTrue(count(HERE) <= MOST);
    }

    people.forEach(each -> assertFalse(lost.contains(each), "each person keeps the slot"));
  }

  private Slot proven(String session) {
    Slot slot = stranger(HERE);
    slots.proven(slot, session);
    return slot;
  }

  private List<Slot> strangers(Origin origin, int count) {
    List<Slot> strangers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      strangers.add(stranger(origin));
    }
    return strangers;
  }

  private Slot stranger(Origin origin) {
    Slot[] slot = new Slot[1];
    slot[0] = new Slot(origin, () -> lost.add(slot[0]));
    assertEquals(Optional.empty(), slots.take(slot[0]));
    return slot[0];
  }

  private int count(Origin origin) {
    return slots.count(origin.prefixes().get(origin.prefixes().size() - 1));
  }

  private static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
