package chat.charla.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.bench.http2.ClientProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The options choose the measurements. */
final class SuiteTest {
  private static final List<ClientProfile> TWO = List.of(ClientProfile.LEAN, ClientProfile.GRPC_GO);

  @Test
  void peersAreComparedOnceForAllProfiles() {
    assertEquals(
        List.of("peers", "idle-peers"),
        names(Suite.chosen(List.of(), List.of("nats", "centrifugo"), false, TWO)));
    assertEquals(List.of("peers"), names(Suite.chosen(List.of(), List.of(), true, TWO)));
    assertEquals(
        List.of("peers"), names(Suite.chosen(List.of(), List.of("observers"), false, List.of())));
  }

  @Test
  void otherMeasurementsAreMadeForEachProfile() {
    assertEquals(
        List.of("clients", "storm (lean)", "storm (grpc-go)"),
        names(Suite.chosen(List.of("clients", "storm"), List.of(), false, TWO)));
    assertEquals(
        List.of(
            "clients",
            "fan-out (fixed)",
            "fan-out (lean)",
            "small-rooms (fixed)",
            "small-rooms (lean)",
            "catch-up (fixed)",
            "catch-up (lean)"),
        names(Suite.chosen(List.of(), List.of(), false, List.of(ClientProfile.LEAN))));
    assertEquals(
        List.of("storm (fixed)", "storm (netty)"),
        names(
            Suite.chosen(
                List.of("storm"),
                List.of(),
                false,
                List.of(ClientProfile.NETTY, ClientProfile.FIXED))));
    assertEquals(names(Suite.all()), names(Suite.chosen(List.of(), List.of(), false, List.of())));
  }

  @Test
  void unknownNamesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Suite.chosen(List.of("speed"), List.of(), false, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Suite.chosen(List.of(), List.of("irc"), false, List.of()));
  }

  private static List<String> names(List<Scenario> scenarios) {
    return scenarios.stream().map(Scenario::name).toList();
  }
}
