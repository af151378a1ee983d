package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.Limits;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits for addresses, over real connections, which all come from this machine. */
class RateLimitTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path data;

  @Test
  void tooManyNewIdentitiesAreRefusedAndKnownOnesAreNot() throws IOException {
    try (RunningServer server = serve(Map.of(Quota.USERS, new Rate(2, DAY)), true)) {
      RawClient ana = server.join("Ana");
      server.join("Berta");

      Refusal refusal = Refusal.of(() -> server.join("Carla"));

      refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      assertEquals(Map.of("limit", "users", "scope", "address"), refusal.metadata());
      // At two identities a day, the next one is allowed after about 12 hours.
      assertTrue(refusal.retryDelay().compareTo(Duration.ofHours(11)) > 0);
      assertEquals("Ana", ana.join("Ana").user().getName(), "with its token");
      ana.say("still here");
    }
  }

  @Test
  @Tag("fault:empty-joins")
  void failedJoinsCountAndDoNotPreventOthersFromJoining() throws IOException {
    Map<Quota, Rate> rates =
        Map.of(Quota.FAILURES, new Rate(3, DAY), Quota.JOINS, new Rate(24, DAY));
    try (RunningServer server = serve(rates, true)) {
      RawClient stranger = server.connect();
      for (int i = 0; i < 3; i++) {
        Refusal.of(() -> stranger.join(""))
            .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_NAME_INVALID);
      }
      for (int i = 0; i < 200; i++) {
        Refusal.of(() -> stranger.join(""))
            .is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      }

      for (int i = 0; i < 24; i++) {
        assertFalse(stranger.join("Guest-" + i).token().isEmpty());
      }
      Refusal refusal = Refusal.of(() -> stranger.join("Ana"));

      assertEquals(Map.of("limit", "joins", "scope", "address"), refusal.metadata());
    }
  }

  /** If the server checked the name, it would refuse the name and count a failure. */
  @Test
  void anAddressThatMayNotJoinIsRefusedBeforeTheNameIsChecked() throws IOException {
    Map<Quota, Rate> rates =
        Map.of(Quota.FAILURES, new Rate(1, DAY), Quota.JOINS, new Rate(1, DAY));
    try (RunningServer server = serve(rates, true)) {
      RawClient stranger = server.connect();
      stranger.join("Ana");

      for (int i = 0; i < 50; i++) {
        for (String name : List.of("", "Ana", "Ana\u0000")) {
          assertEquals(
              Map.of("limit", "joins", "scope", "address"),
              Refusal.of(() -> stranger.join(name)).metadata());
        }
      }

      Refusal.of(server.connect().withToken("guess")::whoAmI)
          .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    }
  }

  @Test
  void refusedNewIdentitiesDoNotUseUpTheRateOfJoins() throws IOException {
    Map<Quota, Rate> rates = Map.of(Quota.USERS, new Rate(2, DAY), Quota.JOINS, new Rate(10, DAY));
    try (RunningServer server = serve(rates, true)) {
      RawClient ana = server.join("Ana");
      RawClient stranger = server.connect();
      server.join("Berta");
      for (int i = 0; i < 50; i++) {
        assertEquals(
            Map.of("limit", "users", "scope", "address"),
            Refusal.of(() -> stranger.join("Carla")).metadata());
      }

      for (int i = 0; i < 8; i++) {
        assertEquals("Ana", ana.join("Ana").user().getName(), "with its token");
      }
    }
  }

  @Test
  void aRetriedJoinCountsForItsSession() throws IOException {
    Map<Quota, Rate> session = Map.of(Quota.JOINS, new Rate(2, DAY));
    RateSettings rates = new RateSettings(session, Map.of(), 0, Duration.ZERO);
    try (RunningServer server = RunningServer.with(data, config -> config.rates(rates))) {
      JoinRequest request =
          JoinRequest.newBuilder()
              .setName("Ana")
              .setRequestId(UUID.randomUUID().toString())
              .build();
      RawClient stranger = server.connect();
      String token = stranger.calls().join(request).getSessionToken();
      for (int i = 0; i < 2; i++) {
        assertEquals(token, stranger.calls().join(request).getSessionToken());
      }

      Refusal refusal = Refusal.of(() -> stranger.calls().join(request));

      assertEquals(Map.of("limit", "joins", "scope", "session"), refusal.metadata());
    }
  }

  @Test
  @Tag("fault:guessed-tokens")
  void guessingTokensIsLimited() throws IOException {
    try (RunningServer server = serve(Map.of(Quota.FAILURES, new Rate(5, DAY)), true)) {
      RawClient ana = server.join("Ana");
      for (int i = 0; i < 5; i++) {
        Refusal.of(server.connect().withToken("guess-" + i)::whoAmI)
            .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_EXPIRED);
      }

      RawClient stranger = server.connect().withToken("guess");
      Refusal.of(stranger::whoAmI)
          .is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      RawStream stream = stranger.stream();
      stream.end().is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      assertEquals("Ana", ana.whoAmI().getSelf().getName(), "a session at the same address");
    }
  }

  @Test
  void callsWithTheTokenOfAnIdentityThatHasLeftAreLimited() throws IOException {
    try (RunningServer server = serve(Map.of(Quota.FAILURES, new Rate(3, DAY)), true)) {
      RawClient ana = server.join("Ana");
      ana.leave();
      for (int i = 0; i < 3; i++) {
        Refusal.of(ana::leave)
            .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_ENDED);
      }

      Refusal refusal = Refusal.of(ana::leave);

      refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      assertEquals(Map.of("limit", "failures", "scope", "address"), refusal.metadata());
    }
  }

  @Test
  void messagesOfAllSessionsOfAnAddressCountTogether() throws IOException {
    try (RunningServer server = serve(Map.of(Quota.MESSAGES, new Rate(2, DAY)), true)) {
      RawClient ana = server.join("Ana");
      RawClient berta = server.join("Berta");
      ana.say("one");
      berta.say("two");

      Refusal refusal = Refusal.of(() -> ana.say("three"));

      assertEquals(Map.of("limit", "messages", "scope", "address"), refusal.metadata());
    }
  }

  @Test
  @Tag("fault:chatty-neighbours")
  void chattySessionsCannotTakeTheShareOfOthersAtTheirAddress() throws IOException {
    try (RunningServer server = serve(Map.of(Quota.MESSAGES, new Rate(100, DAY)), true)) {
      List<RawClient> chatty = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        chatty.add(server.join("Chatty-" + i));
      }
      int refused = 0;
      for (int i = 0; i < 20; i++) {
        for (RawClient client : chatty) {
          refused += isRefused(client) ? 1 : 0;
        }
      }

      for (int i = 0; i < 24; i++) {
        server.join("Quiet-" + i).say("hello");
      }

      assertEquals(
          11 * 20 - 100,
          refused,
          "all are refused except the 100 that the address may send at once");
    }
  }

  @Test
  void loopbackAddressesAreExemptByDefault() throws IOException {
    try (RunningServer server = serve(Map.of(Quota.USERS, new Rate(1, DAY)), false)) {
      for (int i = 0; i < 10; i++) {
        assertFalse(server.join("Guest-" + i).token().isEmpty());
      }
    }
  }

  @Test
  void theLimitsOfASessionAreReported() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      Limits limits = server.join("Ana").session().getLimits();

      assertEquals(100, limits.getMessageRate().getCount());
      assertEquals(10, limits.getMessageRate().getPeriod().getSeconds());
      assertEquals(200_000_000, limits.getByteRate().getCount());
      assertEquals(86_400, limits.getByteRate().getPeriod().getSeconds());
      assertEquals(1000, limits.getRepeatRate().getCount());
      assertEquals(10, limits.getRepeatRate().getPeriod().getSeconds());
      assertEquals(200, limits.getCommandRate().getCount());
      assertEquals(20, limits.getJoinRate().getCount());
      assertEquals(3600, limits.getRoomRate().getPeriod().getSeconds());
      assertEquals(100, limits.getMaxRoomsPerUser());
    }
  }

  @Test
  void anUnlimitedRateIsNotReported() throws IOException {
    try (RunningServer server = serve(Map.of(), true)) {
      assertFalse(server.join("Ana").session().getLimits().hasMessageRate());
    }
  }

  private static boolean isRefused(RawClient client) {
    try {
      client.say("too much");
      return false;
    } catch (StatusRuntimeException refusal) {
      return true;
    }
  }

  private RunningServer serve(Map<Quota, Rate> perAddress, boolean limitLoopback)
      throws IOException {
    RateSettings rates = new RateSettings(Map.of(), perAddress, 0, Duration.ZERO);
    return RunningServer.with(
        data,
        config ->
            config
                .rates(rates)
                .connections(new ConnectionChanges().limitLoopback(limitLoopback).settings()));
  }
}
