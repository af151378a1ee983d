package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * When a server has nine tenths of the identities that it allows, an address that has made many of
 * them gets no more. The server ends unused identities to free places for others.
 */
class IdentityLimitRulesTest {
  private static final int MOST = 100;
  private static final int NEARLY = 90;
  private static final Duration LEASE_IS_OVER = World.LEASE.plusSeconds(1);

  private final World world = new World().maxIdentities(MOST);
  private int named;

  @Test
  @Tag("fault:identities-of-one-address")
  void otherAddressesAreAcceptedWhenOneAddressMakesManyIdentities() {
    List<ScriptedClient> attackers = fill("192.0.2.1");

    assertEquals(NEARLY, attackers.size());
    for (int other = 1; other <= MOST - NEARLY; other++) {
      assertTrue(joins("198.51.100." + other), "a place must be free for address " + other);
    }
    CallFailure full = refused("203.0.113.1");
    assertNotNull(full.retryDelay());
    world.pass(LEASE_IS_OVER);
    for (int other = 1; other <= NEARLY / 4; other++) {
      assertTrue(
          joins("203.0.113." + other), "an unused identity must be ended for address " + other);
      refused("192.0.2.1");
      world.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  @Tag("fault:identities-of-all")
  void ifAllHaveOneAddressNewIdentitiesAreAcceptedAfterTheLease() {
    List<ScriptedClient> attackers = fill("");

    assertEquals(MOST, attackers.size());
    refused("");
    world.pass(LEASE_IS_OVER);
    for (int other = 1; other <= MOST; other++) {
      ScriptedClient newcomer = stranger("");
      newcomer.join("newcomer" + other);
      newcomer.online();
    }
    refused("");
  }

  @Test
  void otherAddressesAreAcceptedIfClientsWithoutAnAddressCountAsOne() {
    world.exemptIsOneAddress();

    assertEquals(NEARLY, fill("").size());
    assertTrue(joins("198.51.100.1"));
    refused("");
  }

  @Test
  void anAddressWhoseIdentitiesHaveEndedGetsNewOnes() {
    assertTrue(joins("192.0.2.1"));
    assertTrue(joins("192.0.2.1"));
    join(NEARLY - 2);
    refused("192.0.2.1");
    world.pass(LEASE_IS_OVER);

    join(2);

    assertTrue(joins("192.0.2.1"));
  }

  @Test
  void anIdentityThatCouldNotBeStoredDoesNotCountForItsAddress() {
    join(NEARLY);
    world.faults().failingWrites(1);
    for (int i = 0; i < 5; i++) {
      assertFalse(joins("192.0.2.1"));
    }
    world.faults().failingWrites(0);

    assertTrue(joins("192.0.2.1"));
  }

  @Test
  void belowNineTenthsNoIdentityIsEnded() {
    List<ScriptedClient> first = join(NEARLY - 1);
    world.pass(Duration.ofDays(29));

    world.join("Ana");

    for (ScriptedClient each : first) {
      each.whoAmI().get();
    }
  }

  @Test
  void theIdentityWithTheOldestLastCallIsEndedFirst() {
    List<ScriptedClient> first = join(NEARLY);
    world.pass(Duration.ofDays(1));
    first.get(0).whoAmI().get();
    world.pass(LEASE_IS_OVER);

    world.join("Ana");

    assertExpired(first.get(1));
    first.remove(1);
    for (ScriptedClient each : first) {
      each.whoAmI().get();
    }
  }

  @Test
  void anEndedIdentityIsTreatedAsExpired() {
    List<ScriptedClient> first = join(NEARLY);
    ScriptedClient ended = first.get(0);
    world.pass(LEASE_IS_OVER);

    ScriptedClient newHolder = world.join("Ana");
    world.moment();

    ended.converse().ends(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Closing.Action.ACTION_REJOIN);
    assertFalse(world.onDisk().hasInbox(ended.id()));
    newHolder
        .call(PrivateMessages.toId("m1", ended, "hello?"))
        .refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    world.restart();
    assertExpired(ended);
    newHolder.whoAmI().get();
    String id = ended.id();
    assertNotEquals(id, world.join("user1").id(), "its name is free");
  }

  @Test
  void anIdentityWithALeaseIsNotEnded() {
    List<ScriptedClient> first = join(NEARLY);
    world.pass(LEASE_IS_OVER);
    for (ScriptedClient each : first) {
      each.whoAmI().get();
    }
    world.pass(World.LEASE.minusSeconds(10));

    List<ScriptedClient> more = join(MOST - NEARLY);

    refused("");
    for (ScriptedClient each : first) {
      each.whoAmI().get();
    }
    assertEquals(MOST - NEARLY, more.size());
  }

  @Test
  void anIdentityThatHasHadAStreamIsNotEnded() {
    List<ScriptedClient> first = join(NEARLY);
    first.forEach(each -> each.online().cut());

    assertNoneIsEnded(first);
  }

  @Test
  void anIdentityThatHasSentAMessageIsNotEnded() {
    List<ScriptedClient> first = join(NEARLY);
    first.forEach(each -> each.say("hello"));

    assertNoneIsEnded(first);
  }

  @Test
  void anIdentityThatHasSentAPrivateMessageIsNotEnded() {
    List<ScriptedClient> first = join(NEARLY);
    first.forEach(each -> each.call(PrivateMessages.toId("m1", first.get(0), "hello")).get());

    assertNoneIsEnded(first);
  }

  @Test
  void usedIdentitiesAreKnownAfterARestart() {
    List<ScriptedClient> first = join(NEARLY);
    first.subList(0, NEARLY / 2).forEach(each -> each.say("hello"));
    first.subList(NEARLY / 2, NEARLY).forEach(each -> each.online());
    world.losePower();
    world.restart();

    assertNoneIsEnded(first);
  }

  @Test
  void theMarkOfAUsedIdentityIsStoredLaterIfStoringItFailed() {
    List<ScriptedClient> first = join(NEARLY);
    world.faults().failingWrites(1);
    first.forEach(each -> each.online().cut());
    world.faults().failingWrites(0);
    world.pass(LEASE_IS_OVER);
    world.restart();

    assertNoneIsEnded(first);
  }

  @Test
  void unusedIdentitiesAreKnownAfterARestartAndKeepTheirLease() {
    List<ScriptedClient> first = join(NEARLY);
    world.pass(Duration.ofDays(1));
    first.get(0).whoAmI().get();
    world.moment(); // the time of the call is stored after the answer
    world.restart();

    world.join("Ana");
    assertExpired(first.get(1));
    world.pass(LEASE_IS_OVER);
    join(NEARLY);

    assertExpired(first.get(0));
  }

  /** The time of an identity's last call is stored with a resolution of one hour. */
  @Test
  void afterARestartOnlyIdentitiesWithoutALeaseAreEnded() {
    List<ScriptedClient> first = join(NEARLY);
    ScriptedClient leased = first.get(0);
    world.pass(Duration.ofDays(1));
    leased.whoAmI().get();
    world.pass(Duration.ofMinutes(30));
    first.subList(1, NEARLY).forEach(each -> each.whoAmI().get());
    world.pass(Duration.ofMinutes(20));
    leased.whoAmI().get();
    world.moment(); // Now the record on disk says that it holds its name again.
    world.restart();

    world.join("Ana");
    assertExpired(first.get(1));
    join(NEARLY);

    leased.whoAmI().get();
  }

  @Test
  void anIdentityWithAPendingChangeIsNotEnded() {
    List<ScriptedClient> first = fill("");
    ScriptedClient unused = first.get(0);
    first.subList(1, MOST).forEach(each -> each.say("hello"));
    world.pass(LEASE_IS_OVER);
    world.faults().failingWrites(1);
    unused
        .call(ScriptedClient.asking("other"))
        .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.pass(LEASE_IS_OVER);
    refused("");
    world.faults().failingWrites(0);
    world.pass(Duration.ofSeconds(5));

    world.join("Ana");

    assertExpired(unused);
  }

  @Test
  void identitiesOfAnOlderServerCountAsUsed() {
    List<ScriptedClient> first = join(NEARLY);
    world.restartWithOldRecord(first.get(0).id());
    world.pass(LEASE_IS_OVER);

    join(NEARLY);

    first.get(0).whoAmI().get();
    assertExpired(first.get(1));
  }

  @Test
  void noIdentityIsEndedForNewcomersThatCannotBeStored() {
    List<ScriptedClient> first = join(NEARLY);
    world.pass(LEASE_IS_OVER);
    world.faults().failingWrites(1);
    for (int i = 0; i < 10; i++) {
      world
          .stranger()
          .call(ScriptedClient.asking("Ana" + i))
          .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    }
    world.faults().failingWrites(0);

    for (ScriptedClient each : first) {
      each.whoAmI().get();
    }
  }

  @Test
  void anIdentityThatCouldNotBeRemovedIsRemovedLater() {
    List<ScriptedClient> first = fill("");
    world.pass(LEASE_IS_OVER);
    world.faults().failingWrites(1);
    JoinRequest request =
        JoinRequest.newBuilder()
            .setName("Ana")
            .setRequestId("0b7e7e0e-53c5-4d0b-8a0e-6f4f6a1d9c55")
            .build();
    ScriptedClient ana = world.stranger();
    ana.call(request).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    assertExpired(first.get(0));
    world.faults().failingWrites(0);
    world.pass(Duration.ofSeconds(5));

    ana.as(ana.call(request).get());
    world.restart();

    assertExpired(first.get(0));
    ana.whoAmI().get();
  }

  @Test
  void unusedIdentitiesThatHaveLeftAreRemovedToMakeRoom() {
    List<ScriptedClient> first = fill("");
    first.forEach(each -> each.leave().get());
    refused("");
    world.pass(LEASE_IS_OVER);

    assertEquals(MOST, join(MOST).size());
  }

  /**
   * Fills the server a day later, and requires that it ends none of these identities to free a
   * place.
   */
  private void assertNoneIsEnded(List<ScriptedClient> first) {
    world.pass(Duration.ofDays(1));
    join(MOST - NEARLY);
    refused("");
    for (ScriptedClient each : first) {
      assertEquals(each.id(), each.whoAmI().get().getSelf().getId());
    }
  }

  private static void assertExpired(ScriptedClient client) {
    client.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  /** Joins from this address, or from none if it is empty, until the server is full. */
  private List<ScriptedClient> fill(String address) {
    List<ScriptedClient> joined = new ArrayList<>();
    while (true) {
      ScriptedClient next = stranger(address);
      Reply<JoinResponse> reply = next.call(ScriptedClient.asking("user" + ++named));
      if (!reply.succeeds()) {
        reply.refused(ErrorReason.ERROR_REASON_SERVER_FULL);
        return joined;
      }
      joined.add(next.as(reply.get()));
    }
  }

  private List<ScriptedClient> join(int count) {
    List<ScriptedClient> joined = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      joined.add(world.join("user" + ++named));
    }
    return joined;
  }

  /** Whether a join from this address succeeds. */
  private boolean joins(String address) {
    return stranger(address).call(ScriptedClient.asking("user" + ++named)).succeeds();
  }

  /** A join from this address must be refused, because the server is full. */
  private CallFailure refused(String address) {
    return stranger(address)
        .call(ScriptedClient.asking("user" + ++named))
        .refused(ErrorReason.ERROR_REASON_SERVER_FULL);
  }

  private ScriptedClient stranger(String address) {
    return address.isEmpty() ? world.stranger() : world.strangerFrom(address);
  }
}
