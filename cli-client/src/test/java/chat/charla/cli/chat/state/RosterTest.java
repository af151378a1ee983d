package chat.charla.cli.chat.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.v1.Event;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import chat.charla.v1.UserBack;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import chat.charla.v1.UserRenamed;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The server may omit events of an identity, so the roster identifies users by id. */
class RosterTest {
  private final Roster roster = new Roster();

  RosterTest() {
    roster.replace(List.of(present("1", "Ana"), present("2", "Berta")));
  }

  @Test
  void aUserIsListedOnceIfTheRosterMissedAChangeOfName() {
    roster.update(renamed("1", "Anita", "Anuschka"));

    assertEquals(List.of("Anuschka", "Berta"), roster.names());
  }

  /**
   * Ana was called Anita for a moment, but the roster has missed that rename. Then Berta took the
   * name Anita.
   */
  @Test
  void aUserWhoHasTakenAFormerNameStaysListed() {
    roster.update(renamed("2", "Berta", "Anita"));
    roster.update(renamed("1", "Anita", "Anuschka"));

    assertEquals(List.of("Anita", "Anuschka"), roster.names());
  }

  @Test
  void aUserWhoReturnsUnderAnotherNameIsListedOnce() {
    roster.update(event("1", "Anita").setUserBack(UserBack.getDefaultInstance()).build());

    assertEquals(List.of("Anita", "Berta"), roster.names());
  }

  @Test
  void aUserWhoLeftUnderAnotherNameIsRemoved() {
    roster.update(
        event("1", "Anita")
            .setUserLeft(
                UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED))
            .build());

    assertEquals(List.of("Berta"), roster.names());
    assertNull(roster.named("Ana"));
  }

  @Test
  void namesAreFoldedAsOnTheServer() {
    roster.replace(List.of(present("1", "Stra\u00dfe")));

    assertEquals("1", Objects.requireNonNull(roster.named("STRA\u1e9eE")).getId());
    assertEquals("1", Objects.requireNonNull(roster.everNamed("strasse")).getId());
  }

  private static PresentUser present(String id, String name) {
    return PresentUser.newBuilder()
        .setUser(user(id, name))
        .setPresence(Presence.PRESENCE_ONLINE)
        .build();
  }

  private static Event renamed(String id, String previous, String name) {
    return event(id, name)
        .setUserRenamed(UserRenamed.newBuilder().setPreviousName(previous))
        .build();
  }

  private static Event.Builder event(String id, String name) {
    return Event.newBuilder().setRoom("lobby").setActor(user(id, name));
  }

  private static User user(String id, String name) {
    return User.newBuilder().setId(id).setName(name).build();
  }
}
