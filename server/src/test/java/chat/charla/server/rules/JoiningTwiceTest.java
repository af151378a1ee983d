package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.charla.server.QuietLog;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import java.util.Locale;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A {@code Join} whose answer was lost is retried with its request id and gets the same session.
 */
class JoiningTwiceTest {
  private static final JoinRequest REQUEST =
      JoinRequest.newBuilder()
          .setName("Ana")
          .setRequestId("7d3a6f0e-4a52-4c44-9d54-0f5b0f4f8a11")
          .build();

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final World world = new World();
  private final ScriptedClient ana = world.stranger();

  @Test
  void aRetryGetsTheSameSession() {
    JoinResponse first = ana.call(REQUEST).get();

    assertEquals(first, ana.call(REQUEST).get());
  }

  @Test
  void theIdIsTheSameInUpperCase() {
    JoinResponse first = ana.call(REQUEST).get();
    JoinRequest upperCase =
        REQUEST.toBuilder().setRequestId(REQUEST.getRequestId().toUpperCase(Locale.ROOT)).build();

    assertEquals(first, ana.call(upperCase).get());
    world.restart();
    assertEquals(first, ana.call(upperCase).get());
  }

  @Test
  void anIdThatWasStoredInUpperCaseIsStillKnown() {
    String upperCase = REQUEST.getRequestId().toUpperCase(Locale.ROOT);
    JoinResponse first = ana.call(REQUEST).get();
    String token = world.restartWithOldRequestId(first.getSelf().getId(), upperCase);

    JoinResponse again = ana.call(REQUEST.toBuilder().setRequestId(upperCase).build()).get();

    assertEquals(first.getSelf(), again.getSelf());
    assertEquals(token, again.getSessionToken());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "FFFFFFFF-ffff-ffff-ffff-ffffffffffff",
        "7d3a6f0e4a524c449d540f5b0f4f8a11",
        "{7d3a6f0e-4a52-4c44-9d54-0f5b0f4f8a11}"
      })
  void anInvalidRequestIdIsRefused(String id) {
    ana.call(REQUEST.toBuilder().setRequestId(id).build())
        .refused(ErrorReason.ERROR_REASON_REQUEST_ID_INVALID);
  }

  @Test
  void aRetryGetsTheSameSessionAfterARestart() {
    JoinResponse first = ana.call(REQUEST).get();

    world.restart();

    assertEquals(first, ana.call(REQUEST).get());
  }

  @Test
  void aRetryMayComeBeforeTheFirstAnswer() {
    Reply<JoinResponse> first = ana.call(REQUEST);
    Reply<JoinResponse> second = world.stranger().call(REQUEST);

    assertEquals(first.get(), second.get());
  }

  @Test
  void aJoinWithoutTheIdIsNotARetry() {
    JoinResponse first = ana.call(REQUEST).get();

    assertEquals(
        "Ana-2",
        world.stranger().nameTaken("Ana").metadata().get("suggested_name"),
        "the same name without the id, held by " + first.getSelf());
  }

  @Test
  void theIdBelongsToOneName() {
    ana.call(REQUEST).get();

    ana.call(REQUEST.toBuilder().setName("Berta").build())
        .refused(ErrorReason.ERROR_REASON_REQUEST_ID_REUSED);
  }

  @Test
  void aRefusedJoinDoesNotUseUpItsId() {
    world.join("Berta");
    ana.call(REQUEST.toBuilder().setName("Berta").build())
        .refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    ana.call(REQUEST.toBuilder().setName("no/name").build())
        .refused(ErrorReason.ERROR_REASON_NAME_INVALID);

    JoinResponse joined = ana.call(REQUEST).get();

    assertEquals("Ana", joined.getSelf().getName());
    assertEquals(joined, ana.call(REQUEST).get());
  }

  @Test
  void aRetryTakesALapsedNameBack() {
    JoinResponse first = ana.call(REQUEST).get();
    world.pass(World.LEASE.multipliedBy(2));

    assertEquals(first, ana.call(REQUEST).get());
    world.stranger().nameTaken("Ana");
  }

  @Test
  void aRetryIsRefusedIfTheNameHasANewHolder() {
    ana.call(REQUEST).get();
    world.pass(World.LEASE.plusSeconds(1));
    world.join("Ana");

    ana.call(REQUEST).refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
  }

  @Test
  void theIdIsIgnoredWithAToken() {
    ana.as(ana.call(REQUEST).get());

    JoinResponse renamed = ana.call(REQUEST.toBuilder().setName("Anita").build()).get();

    assertEquals(ana.id(), renamed.getSelf().getId());
    assertEquals("Anita", renamed.getSelf().getName());
  }

  @Test
  void theIdExpiresWithItsIdentity() {
    JoinResponse first = ana.call(REQUEST).get();
    world.pass(World.LIFETIME.plusHours(2));

    JoinResponse second = ana.call(REQUEST).get();

    assertNotEquals(first.getSelf().getId(), second.getSelf().getId());
    assertNotEquals(first.getSessionToken(), second.getSessionToken());
  }

  @Test
  void aRetryAfterLeavingIsRefused() {
    ana.as(ana.call(REQUEST).get()).leave().get();

    world.stranger().call(REQUEST).refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRetrySettlesAJoinWithUnknownOutcome(boolean carriedOut) {
    world.server();
    world.breakDisk(carriedOut);
    ana.call(REQUEST).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDisk();

    JoinResponse settled = ana.call(REQUEST).get();

    world.restart();
    assertEquals(settled, ana.call(REQUEST).get());
    assertEquals(settled.getSelf(), ana.as(settled).whoAmI().get().getSelf());
  }
}
