package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Places.Place;
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

/** An address may have ten connections, of which eight may have a session. */
class PlacesTest {
  private static final int MOST = 10;
  private static final int PROVEN = 8;
  private static final Origin HERE = origin("192.0.2.1");
  private static final Origin THERE = origin("192.0.2.2");

  private static final Place HERE_TOO = new Place(HERE, () -> {});
  private static final Place THERE_TOO = new Place(THERE, () -> {});

  private final Places places = new Places(0, MOST, true, new Random(1));
  private final Places hundred = new Places(100, 0, true, new Random(1));
  private final Set<Place> lost = new HashSet<>();
  private int people;

  @Test
  void aNewConnectionReplacesOneWithoutASession() {
    List<Place> idle = strangers(HERE, MOST);

    Place ana = stranger(HERE);

    assertEquals(1, lost.size());
    assertTrue(idle.containsAll(lost), "one of the idle connections");
    assertFalse(lost.contains(ana));
    assertEquals(MOST, count(HERE));
  }

  @Test
  void aConnectionWithASessionKeepsItsPlace() {
    Place ana = proven("ana");

    strangers(HERE, 1000);

    assertFalse(lost.contains(ana));
    assertEquals(1000 - (MOST - 1), lost.size());
  }

  @Test
  void anotherAddressHasPlacesOfItsOwn() {
    strangers(HERE, MOST);
    strangers(THERE, MOST);

    assertEquals(Set.of(), lost);
  }

  @Test
  void theSessionWithMostConnectionsLosesItsOldestOne() {
    Place oldest = proven("mallory");
    for (int i = 1; i < PROVEN; i++) {
      proven("mallory");
    }

    Place ana = proven("ana");

    assertEquals(Set.of(oldest), lost);
    assertFalse(lost.contains(ana));
  }

  @Test
  void theHighestNumberOfSessionsKeepTheirPlacesAndOneMoreGetsNone() {
    for (int i = 0; i < PROVEN; i++) {
      proven("person " + i);
    }

    Place late = proven("one too many");

    assertEquals(Set.of(late), lost);
  }

  @Test
  void aFreedPlaceCanBeTakenAgain() {
    List<Place> idle = strangers(HERE, MOST);
    idle.forEach(places::free);
    assertEquals(0, count(HERE));

    strangers(HERE, MOST);

    assertEquals(Set.of(), lost);
  }

  @Test
  void ifAllPlacesHaveASessionANewConnectionIsRefused() {
    Places few = new Places(0, 1, true, new Random(1));
    Place ana = new Place(HERE, () -> {});
    few.take(ana);
    few.proven(ana, "ana");

    assertEquals(Optional.of("from 192.0.2.1"), few.take(new Place(HERE, () -> {})));
  }

  @Test
  void ifAllPlacesAreTakenANewConnectionReplacesAnyWithoutASession() {
    Places two = new Places(2, 0, true, new Random(1));
    Place ana = new Place(HERE, () -> lost.add(HERE_TOO));
    Place idle = new Place(THERE, () -> lost.add(THERE_TOO));
    two.take(ana);
    two.proven(ana, "ana");
    two.take(idle);

    Place berta = new Place(Origin.EXEMPT, () -> {});

    assertEquals(Optional.empty(), two.take(berta));
    assertEquals(Set.of(THERE_TOO), lost);
    two.proven(berta, "berta");
    assertEquals(Optional.of("in total"), two.take(new Place(origin("192.0.2.3"), () -> {})));
    assertEquals(1, two.prefixes(), "closed and refused connections are not remembered");
  }

  @Test
  void aNetworkHasFourTimesAsManyPlaces() {
    for (int host = 1; host <= 5; host++) {
      strangers(origin("2001:db8::" + host), MOST);
    }

    assertEquals(MOST, lost.size(), "no more than necessary");
    assertEquals(4 * MOST, places.count(origin("2001:db8::1").prefixes().get(1)));
  }

  @Test
  void withoutLimitsEveryConnectionIsAccepted() {
    Places any = new Places(0, 0, true, new Random(1));
    for (int i = 0; i < 1000; i++) {
      Place place = new Place(HERE, () -> lost.add(new Place(HERE, () -> {})));
      assertEquals(Optional.empty(), any.take(place));
      any.proven(place, "same");
    }

    assertEquals(Set.of(), lost);
  }

  // No address has a limit of its own; of 100 places in total, the share of an address is one.

  @Test
  void aSingleAddressGetsAllPlaces() {
    assertEquals(100, sessions(Origin.EXEMPT, 100).size());
    assertEquals(Optional.of("in total"), hundred.take(new Place(Origin.EXEMPT, () -> {})));
  }

  @Test
  void otherAddressesGetTheLastTenth() {
    List<Place> large = sessions(HERE, 100);

    for (int i = 1; i <= 10; i++) {
      assertEquals(1, sessions(origin("198.51.100." + i), 1).size());
    }

    assertEquals(10, lost.size());
    assertTrue(large.containsAll(lost));
    assertEquals(
        Optional.of("in total"),
        hundred.take(new Place(origin("198.51.100.11"), () -> {})),
        "the large address keeps nine tenths");
    assertEquals(Optional.of("in total"), hundred.take(new Place(HERE, () -> {})));
  }

  @Test
  void newConnectionsOfALargeAddressDoNotReplaceThoseOfOthers() {
    sessions(HERE, 100);
    Place[] ana = new Place[1];
    ana[0] = new Place(THERE, () -> lost.add(ana[0]));
    assertEquals(Optional.empty(), hundred.take(ana[0]));
    lost.clear();

    for (int i = 0; i < 1000; i++) {
      assertEquals(Optional.of("in total"), hundred.take(new Place(HERE, () -> {})));
    }

    assertEquals(Set.of(), lost);
  }

  @Test
  void connectionsOfALargeAddressWithoutASessionAreClosedFirst() {
    List<Place> sessions = sessions(HERE, 80);
    List<Place> idle = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      idle.add(taken(HERE));
    }

    for (int i = 1; i <= 15; i++) {
      sessions(origin("198.51.100." + i), 1);
      taken(HERE);
    }

    assertTrue(
        lost.stream().noneMatch(sessions::contains), "there is always an idle connection to close");
    assertFalse(lost.isEmpty());
  }

  @Test
  void aLargeAddressLosesNoMoreThanATenth() {
    List<Place> large = sessions(HERE, 95);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      hundred.free(large.remove(random.nextInt(large.size())));
      large.addAll(sessions(HERE, 1));
    }
    large.addAll(sessions(HERE, 5));

    for (int i = 1; i <= 100; i++) {
      Place place = new Place(origin("198.51.100." + i), () -> {});
      if (hundred.take(place).isEmpty()) {
        hundred.proven(place, "person " + i);
      }
    }

    assertEquals(10, lost.size());
  }

  @Test
  void exemptConnectionsOfAProxyHaveNoShare() {
    Places proxied = new Places(100, 0, false, new Random(1));
    for (int i = 0; i < 100; i++) {
      Place place = new Place(Origin.EXEMPT, () -> lost.add(HERE_TOO));
      proxied.take(place);
      proxied.proven(place, "person " + i);
    }

    assertEquals(Optional.of("in total"), proxied.take(new Place(THERE, () -> {})));
    assertEquals(Set.of(), lost);
  }

  // A proxy that is not limited forwards calls of several clients.

  private final Places proxied = new Places(100, 0, false, new Random(1));

  @Test
  void theLastTenthOfTheConnectionsIsForClientsOfAProxyWithFewCalls() {
    assertEquals(90, callsOnConnectionsOfTheirOwn(HERE, 1000));

    for (int i = 1; i <= 10; i++) {
      assertEquals(1, callsOnConnectionsOfTheirOwn(origin("198.51.100." + i), 1));
    }
    assertEquals(Set.of(), lost);
  }

  @Test
  void aCallOnAConnectionWithOtherCallsIsNotRefused() {
    Place shared = connected();
    assertTrue(proxied.callBegins(shared, THERE));
    assertEquals(89, callsOnConnectionsOfTheirOwn(HERE, 1000));

    assertTrue(proxied.callBegins(shared, HERE));
  }

  @Test
  void callsOfSeveralClientsOnOneConnectionCountForNone() {
    Place shared = connected();
    assertTrue(proxied.callBegins(shared, HERE));
    assertTrue(proxied.callBegins(shared, THERE));
    for (int i = 0; i < 89; i++) {
      connected();
    }

    Place own = connected();
    assertTrue(proxied.callBegins(own, THERE));
    assertTrue(proxied.callBegins(connected(), THERE), "more than its share only with this one");
    assertFalse(proxied.callBegins(connected(), THERE));
  }

  @Test
  void aClientOfAProxyThatEndsItsCallsMayMakeOthers() {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      Place place = connected();
      assertTrue(proxied.callBegins(place, HERE));
      places.add(place);
    }
    Place next = connected();
    assertFalse(proxied.callBegins(next, HERE));

    for (int i = 0; i < 45; i++) {
      proxied.free(places.get(i));
      proxied.callEnds(places.get(i), HERE);
    }
    places.subList(45, 90).forEach(place -> proxied.callEnds(place, HERE));

    assertTrue(proxied.callBegins(next, HERE));
    for (int i = 0; i < 44; i++) {
      assertTrue(proxied.callBegins(connected(), HERE));
    }
    assertFalse(proxied.callBegins(connected(), HERE));
  }

  /** The number of calls that are not refused. */
  private int callsOnConnectionsOfTheirOwn(Origin client, int attempts) {
    int calls = 0;
    for (int i = 0; i < attempts; i++) {
      Place place = connected();
      if (proxied.callBegins(place, client)) {
        proxied.proven(place, "person " + ++people);
        calls++;
      } else {
        proxied.free(place);
      }
    }
    return calls;
  }

  /** A new connection of the proxy. */
  private Place connected() {
    Place[] place = new Place[1];
    place[0] = new Place(Origin.EXEMPT, () -> lost.add(place[0]));
    assertEquals(Optional.empty(), proxied.take(place[0]));
    return place[0];
  }

  /** While a place is freed, no connection is accepted. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void freeingAPlaceDoesNotSearchAllPlaces(boolean proven) {
    Places many = new Places(0, 0, true, new Random(1));
    List<Place> taken = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      Place place = new Place(HERE, () -> {});
      many.take(place);
      if (proven) {
        many.proven(place, "same");
      }
      taken.add(place);
    }
    Collections.shuffle(taken, new Random(1));

    assertTimeoutPreemptively(
        Duration.ofSeconds(Patience.SECONDS), () -> taken.forEach(many::free));

    assertEquals(0, many.prefixes());
  }

  /** Takes this many places, each with a session of its own. */
  private List<Place> sessions(Origin origin, int count) {
    List<Place> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Place place = taken(origin);
      hundred.proven(place, "person " + ++people);
      sessions.add(place);
    }
    return sessions;
  }

  private Place taken(Origin origin) {
    Place[] place = new Place[1];
    place[0] = new Place(origin, () -> lost.add(place[0]));
    assertEquals(Optional.empty(), hundred.take(place[0]));
    return place[0];
  }

  /** People have one or two connections; others have as many as they can. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void connectionsOfPeopleKeepTheirPlaces(long seed) {
    Random random = new Random(seed);
    List<Place> people = new ArrayList<>();
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

    people.forEach(each -> assertFalse(lost.contains(each), "three of eight sessions"));
  }

  private Place proven(String session) {
    Place place = stranger(HERE);
    places.proven(place, session);
    return place;
  }

  private List<Place> strangers(Origin origin, int count) {
    List<Place> strangers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      strangers.add(stranger(origin));
    }
    return strangers;
  }

  private Place stranger(Origin origin) {
    Place[] place = new Place[1];
    place[0] = new Place(origin, () -> lost.add(place[0]));
    assertEquals(Optional.empty(), places.take(place[0]));
    return place[0];
  }

  private int count(Origin origin) {
    return places.count(origin.prefixes().get(origin.prefixes().size() - 1));
  }

  private static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
