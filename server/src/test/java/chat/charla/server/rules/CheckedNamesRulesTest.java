package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.client.CallFailure;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Joins without a token that are refused count for their address, at a rate of their own. Beyond
 * this rate the server refuses a name without checking it.
 */
class CheckedNamesRulesTest {
  private static final String ATTACKER = "192.0.2.1";
  private static final String NEIGHBOUR = "192.0.2.2";
  private static final int NAMES = 6;
  private static final String REQUEST_ID = "0b7e7e0e-53c5-4d0b-8a0e-6f4f6a1d9c55";

  private final World world =
      new World()
          .rates(
              new RateSettings(
                  Map.of(Quota.JOINS, new Rate(2, Duration.ofHours(1))),
                  Map.of(
                      Quota.NAMES, new Rate(NAMES, Duration.ofMinutes(1)),
                      Quota.FAILURES, new Rate(2, Duration.ofHours(1))),
                  0,
                  Duration.ZERO));

  @Test
  @Tag("fault:failing-joins")
  void namesBeyondTheRateAreNotChecked() {
    ScriptedClient stranger = world.strangerFrom(ATTACKER);
    stranger.call(asking("")).refused(ErrorReason.ERROR_REASON_NAME_INVALID);
    stranger.call(asking("")).refused(ErrorReason.ERROR_REASON_NAME_INVALID);
    for (int i = 2; i < NAMES; i++) {
      assertEquals("failures", limit(stranger, ""));
    }

    for (int i = 0; i < 3 * NAMES; i++) {
      assertEquals("names", limit(stranger, ""));
      assertEquals("names", limit(stranger, "Ana"), "also refuses a free name");
    }
  }

  @Test
  void takenNamesCountAsWell() {
    world.strangerFrom(NEIGHBOUR).join("alice");
    ScriptedClient stranger = world.strangerFrom(ATTACKER);
    stranger.nameTaken("alice");
    stranger.nameTaken("aIice"); // with a capital I
    for (int i = 2; i < NAMES; i++) {
      assertEquals("failures", limit(stranger, "ALICE"));
    }

    assertEquals("names", limit(stranger, "alice"));
  }

  @Test
  void otherAddressesAreNotAffected() {
    exhaust();

    world.strangerFrom(NEIGHBOUR).join("Ana");

    assertEquals("names", limit(world.strangerFrom(ATTACKER), "Berta"));
  }

  @Test
  void anIdentityAtTheAddressKeepsItsSession() {
    ScriptedClient ana = world.strangerFrom(ATTACKER);
    ana.join("Ana");
    exhaust();

    ana.say("hello");

    assertEquals("Ana", ana.join("Ana").getSelf().getName(), "with its token");
  }

  @Test
  void afterTheDelayNamesAreCheckedAgain() {
    exhaust();
    ScriptedClient stranger = world.strangerFrom(ATTACKER);
    CallFailure told = stranger.call(asking("Ana")).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals(Map.of("limit", "names", "scope", "address"), told.metadata());

    world.pass(Objects.requireNonNull(told.retryDelay()));

    assertEquals("Ana", stranger.join("Ana").getSelf().getName());
  }

  @Test
  void namesThatMakeAnIdentityDoNotCount() {
    for (int i = 0; i < 3 * NAMES; i++) {
      world.strangerFrom(ATTACKER).join("user" + i);
    }
  }

  @Test
  void aRepeatedJoinCountsOnlyIfItFails() {
    ScriptedClient stranger = world.strangerFrom(ATTACKER);
    String token = stranger.call(request("Ana")).get().getSessionToken();
    for (int i = 0; i < 2; i++) {
      assertEquals(token, stranger.call(request("Ana")).get().getSessionToken());
    }
    for (int i = 0; i < NAMES; i++) {
      assertFalse(stranger.call(request("Berta")).succeeds());
    }

    assertEquals("names", limit(stranger, request("Ana")));
  }

  /** Uses up the rate of the attacker's address. */
  private void exhaust() {
    ScriptedClient stranger = world.strangerFrom(ATTACKER);
    for (int i = 0; i < NAMES; i++) {
      assertFalse(stranger.call(asking("")).succeeds());
    }
  }

  private static JoinRequest request(String name) {
    return asking(name).toBuilder().setRequestId(REQUEST_ID).build();
  }

  /** Sends a Join with this name. The Join must exceed a limit; returns this limit. */
  private static String limit(ScriptedClient client, String name) {
    return limit(client, asking(name));
  }

  private static String limit(ScriptedClient client, JoinRequest request) {
    CallFailure failure = client.call(request).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);
    return failure.metadata().getOrDefault("limit", "");
  }
}
