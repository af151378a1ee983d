package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateInvitationResponse;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.UserKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An invitation creates as many accounts as it has uses, and no more, whatever happens. */
class InvitationRulesTest {
  private static final String ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c01";
  private static final String OTHER_ID = "3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c02";

  private final World world = invited(0);
  private final InvitedPeople people = new InvitedPeople(world);

  static World invited(int membersInvite) {
    return new World()
        .accounts(new AccountSettings(RegistrationPolicy.INVITE, true, membersInvite));
  }

  @Test
  void onlyACodeCreatesAnAccount() {
    String code = people.code();

    invalid(people.register("Ana", ""));
    invalid(people.register("Ana", "k7qf2-9xj4t-mwz3a-8rhcd"));
    invalid(people.register("Ana", code + "0"));
    ScriptedClient ana = people.registered("Ana", code);

    assertEquals(UserKind.USER_KIND_ACCOUNT, ana.user().getKind());
    GetLoginOptionsResponse options =
        world
            .stranger()
            .account(
                AccountServiceGrpc.getGetLoginOptionsMethod(),
                GetLoginOptionsRequest.getDefaultInstance())
            .get();
    assertTrue(options.getRegistrationByInvitation());
    assertFalse(options.getRegistration(), "an older client cannot register");
  }

  @Test
  void aCodeIsReadAsPeopleTypeIt() {
    String code = people.code().toUpperCase(Locale.ROOT).replace("-", " ").replace('0', 'O');

    people.registered("Ana", " " + code.replace('1', 'l') + " ");
  }

  @Test
  void aCodeIsUsedOnce() {
    String code = people.code();
    people.registered("Ana", code);

    invalid(people.register("Berta", code));
    world.restart();
    invalid(people.register("Berta", code));
    assertEquals(List.of("1 of 1"), people.uses());
  }

  @Test
  void aGuestThatBecomesAnAccountUsesACodeAsWell() {
    ScriptedClient guest = world.join("Berta");
    invalid(people.register(guest, "", ""));
    String code = people.code();

    assertEquals(guest.id(), people.register(guest, "", code).get().getJoined().getSelf().getId());

    invalid(people.register(world.join("Carla"), "", code));
    world.restart();
    invalid(people.register(world.join("Dora"), "", code));
  }

  @Test
  void aCodeMayHaveSeveralUses() {
    String code = people.code(CreateInvitationRequest.newBuilder().setUses(3));
    for (String name : List.of("Ana", "Berta", "Carla")) {
      people.registered(name, code);
    }

    invalid(people.register("Dora", code));
    assertEquals(List.of("3 of 3"), people.uses());
  }

  /**
   * Neither reading an invitation nor a registration that is refused for another reason uses the
   * code.
   */
  @Test
  void aRefusedRegistrationUsesNoCode() {
    String code = people.code();
    world.join("Taken");

    people.register("Taken", code).refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
    people.register("no spaces", code).refused(ErrorReason.ERROR_REASON_NAME_INVALID);
    people
        .register(world.stranger(), people.request("Ana", code).setCredential(password("short")))
        .refused(ErrorReason.ERROR_REASON_PASSWORD_INVALID);
    people
        .register(world.join("Guest"), "Taken", code)
        .refused(ErrorReason.ERROR_REASON_NAME_TAKEN);

    assertEquals(List.of("0 of 1"), people.uses());
    people.registered("Ana", code);
  }

  @Test
  void aRepeatedRegistrationIsAnsweredLikeTheFirstWithoutAnotherUse() {
    String code = people.code();
    RegisterResponse first = people.register("Ana", code, ID).get();

    assertEquals(first.getJoined(), people.register("Ana", code, ID).get().getJoined());
    world.restart();
    assertEquals(first.getJoined(), people.register("Ana", code, ID).get().getJoined());
    invalid(people.register("Ana", code, OTHER_ID));
    invalid(people.register("Berta", code, OTHER_ID));
  }

  @Test
  void ofTwoRegistrationsAtOnceOneGetsTheLastUse() {
    String code = people.code();

    Reply<RegisterResponse> first = people.register("Ana", code, ID);
    Reply<RegisterResponse> second = people.register("Berta", code, OTHER_ID);

    assertEquals(1, (first.succeeds() ? 1 : 0) + (second.succeeds() ? 1 : 0));
    invalid(first.succeeds() ? second : first);
    assertEquals(List.of("1 of 1"), people.uses());
  }

  @Test
  void ofAGuestAndAStrangerAtOnceOneGetsTheLastUse() {
    String code = people.code();
    ScriptedClient guest = world.join("Guest");

    Reply<RegisterResponse> first = people.register(guest, "", code);
    Reply<RegisterResponse> second = people.register("Berta", code, OTHER_ID);

    assertEquals(1, (first.succeeds() ? 1 : 0) + (second.succeeds() ? 1 : 0));
    assertEquals(List.of("1 of 1"), people.uses());
  }

  /** The account is on disk although the write has failed. */
  @Test
  void aUseWhoseOutcomeIsUnknownIsNotGivenToAnother() {
    String code = people.code();
    world.breakDisk(true);
    people.register("Ana", code, ID).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDisk();

    people.register("Berta", code, OTHER_ID).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    people.register("Ana", code, ID).get();

    invalid(people.register("Berta", code, OTHER_ID));
    assertEquals(List.of("1 of 1"), people.uses());
  }

  @Test
  void aUseThatWasNotStoredIsReturned() {
    String code = people.code();
    world.breakDisk(false);
    people.register("Ana", code, ID).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDisk();

    world.pass(Duration.ofMinutes(2));

    people.register("Berta", code, OTHER_ID).get();
    invalid(people.register("Ana", code, ID));
  }

  @Test
  void aGuestWhoseRegistrationWasNotStoredUsesNoCode() {
    String code = people.code();
    ScriptedClient guest = world.join("Guest");
    world.breakDisk(true);
    people.register(guest, "", code).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    assertEquals(List.of("0 of 1"), people.uses());
    people.registered("Ana", code);
    world.restart();
    assertEquals(UserKind.USER_KIND_GUEST, guest.whoAmI().get().getSelf().getKind());
  }

  /** A crash leaves the account and the use, or neither. */
  @Test
  void aCrashNeitherLosesAUseNorMakesTwoAccounts() {
    String code = people.code();
    people.register("Ana", code, ID);
    world.pass(Duration.ofMillis(100));
    world.restart();
    int used = people.uses().equals(List.of("1 of 1")) ? 1 : 0;

    people.register("Ana", code, ID).get();

    assertEquals(List.of("1 of 1"), people.uses(), () -> "used before: " + used);
    invalid(people.register("Berta", code, OTHER_ID));
  }

  @Test
  void aDeletedAccountDoesNotReturnItsUse() {
    String code = people.code();
    ScriptedClient ana = people.registered("Ana", code);

    ana.account(
            AccountServiceGrpc.getDeleteAccountMethod(),
            DeleteAccountRequest.newBuilder().setPresent(password(PASSWORD)).build())
        .get();

    invalid(people.register("Berta", code));
    world.restart();
    invalid(people.register("Berta", code));
    world.pass(Duration.ofHours(3));
    world.restart();
    assertFalse(world.onDisk().hasIdentity(ana.id()));
    invalid(people.register("Berta", code));
    assertEquals(List.of("1 of 1"), people.uses());
  }

  /** A provisional account that is not used expires after the lifetime of a guest. */
  @Test
  void anExpiredAccountDoesNotReturnItsUse() {
    CreateInvitationRequest.Builder request = CreateInvitationRequest.newBuilder();
    request.getLifetimeBuilder().setSeconds(Duration.ofDays(90).toSeconds());
    String code = people.code(request);
    ScriptedClient ana = people.registered("Ana", code);

    world.pass(World.LIFETIME.plusDays(2));

    assertFalse(world.onDisk().hasIdentity(ana.id()));
    invalid(people.register("Berta", code));
    world.restart();
    invalid(people.register("Berta", code));
  }

  @Test
  void anAccountIsNotDeletedWhileItsUseCannotBeStored() {
    String code = people.code();
    ScriptedClient ana = people.registered("Ana", code);
    world.breakDisk(false);
    DeleteAccountRequest delete =
        DeleteAccountRequest.newBuilder().setPresent(password(PASSWORD)).build();
    ana.account(AccountServiceGrpc.getDeleteAccountMethod(), delete)
        .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    ana.account(AccountServiceGrpc.getDeleteAccountMethod(), delete).get();

    world.restart();
    invalid(people.register("Berta", code));
  }

  @Test
  void aCodeExpires() {
    String code = people.code();
    world.pass(Duration.ofDays(7).minusSeconds(1));
    people.register("taken by nobody", code).refused(ErrorReason.ERROR_REASON_NAME_INVALID);

    world.pass(Duration.ofSeconds(1));

    invalid(people.register("Ana", code));
    assertEquals(List.of(), people.uses());
    world.pass(Duration.ofHours(2));
    assertEquals(Map.of(), world.disk().invitations(), "an expired invitation is deleted");
  }

  /** A wrong clock must not end all invitations. */
  @Test
  void aJumpOfTheClockEndsNoInvitation() {
    String code = people.code();

    world.server().shiftWallClock(Duration.ofDays(400));
    world.pass(Duration.ofHours(2));

    people.registered("Ana", code);
  }

  @Test
  void aRevokedCodeIsInvalid() {
    CreateInvitationResponse created = people.create(CreateInvitationRequest.newBuilder());
    String id = created.getInvitation().getId();

    assertEquals(1, people.revoke(id).get().getRevokedCount());

    invalid(people.register("Ana", created.getInvitationCode()));
    assertEquals(0, people.revoke(id).get().getRevokedCount());
    assertEquals(0, people.revoke("unknown").get().getRevokedCount());
    world.restart();
    invalid(people.register("Ana", created.getInvitationCode()));
  }

  @Test
  void aRevocationThatIsNotStoredTakesEffectWhenTheDiskWorksAgain() {
    CreateInvitationResponse created = people.create(CreateInvitationRequest.newBuilder());
    String id = created.getInvitation().getId();
    world.breakDisk(false);
    people.revoke(id).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    people.revoke(id).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    invalid(people.register("Ana", created.getInvitationCode()));
    assertEquals(List.of("invitation.created"), people.recorded());
    world.repairDiskAndWait();
    assertEquals(List.of("invitation.created", "invitation.revoked"), people.recorded());

    world.restart();

    invalid(people.register("Ana", created.getInvitationCode()));
  }

  @Test
  void anInvitationThatIsNotStoredDoesNotAppearLater() {
    people.code();
    world.breakDisk(true);
    people
        .created(CreateInvitationRequest.newBuilder())
        .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    assertEquals(1, world.disk().invitations().size());
  }

  /**
   * Otherwise a member could fill the server's memory with attempts that it has to remove later.
   */
  @Test
  void whileTheDiskFailsTheServerRemembersFewAttemptsToInvite() {
    people.code(); // starts the server
    world.breakDisk(false);
    for (int i = 0; i < 100; i++) {
      storageUnavailable();
    }
    world.repairDisk();

    storageUnavailable();

    world.repairDiskAndWait();
    people.code();
  }

  private void storageUnavailable() {
    people
        .created(CreateInvitationRequest.newBuilder())
        .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
  }

  @Test
  void theOperatorChoosesUsesLifetimeAndNote() {
    CreateInvitationRequest.Builder request =
        CreateInvitationRequest.newBuilder().setUses(5).setNote("the new office");
    request.getLifetimeBuilder().setSeconds(3600);
    CreateInvitationResponse created = people.create(request);

    assertEquals("the new office", created.getInvitation().getNote());
    assertEquals(5, created.getInvitation().getUses());
    assertEquals(
        3600,
        created.getInvitation().getExpireTime().getSeconds()
            - created.getInvitation().getCreateTime().getSeconds());
    argumentInvalid(CreateInvitationRequest.newBuilder().setUses(-1));
    argumentInvalid(CreateInvitationRequest.newBuilder().setUses(1001));
    argumentInvalid(CreateInvitationRequest.newBuilder().setNote("x".repeat(65)));
    request.getLifetimeBuilder().setSeconds(59);
    argumentInvalid(request);
    request.getLifetimeBuilder().setSeconds(Duration.ofDays(366).toSeconds() + 1);
    argumentInvalid(request);
    request.getLifetimeBuilder().setSeconds(Long.MIN_VALUE);
    argumentInvalid(request);
    request.getLifetimeBuilder().setSeconds(3600).setNanos(500_000_000);
    argumentInvalid(request);
  }

  @Test
  void invitationsAreListedPageByPage() {
    for (int i = 0; i < 5; i++) {
      people.code();
    }

    assertEquals(List.of(2, 2, 1), people.pages(2));
  }

  @Test
  void aServerThatNeedsNoInvitationsCreatesNone() {
    World open = new World();
    new InvitedPeople(open)
        .created(CreateInvitationRequest.newBuilder())
        .refused(ErrorReason.ERROR_REASON_REGISTRATION_CLOSED);
    open.stranger().registered("Ana");
  }

  /** Wrong codes count like invalid tokens, for an address and for a guest. */
  @Test
  void guessingIsLimited() {
    World limited =
        invited(0)
            .rates(
                new RateSettings(
                    Map.of(),
                    Map.of(Quota.FAILURES, new Rate(10, Duration.ofMinutes(1))),
                    0,
                    Duration.ZERO));
    String code = new InvitedPeople(limited).code();
    ScriptedClient guesser = limited.protectedStrangerFrom("192.0.2.7");
    InvitedPeople guesses = new InvitedPeople(limited);
    for (int i = 0; i < 10; i++) {
      invalid(guesses.register(guesser, guesses.request("Ana", "guess" + i)));
    }

    guesses
        .register(guesser, guesses.request("Ana", "guess"))
        .refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    ScriptedClient other = limited.protectedStrangerFrom("198.51.100.7");
    guesses.register(other, guesses.request("Ana", code)).get();
  }

  private static void invalid(Reply<RegisterResponse> registration) {
    registration.refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);
  }

  private void argumentInvalid(CreateInvitationRequest.Builder request) {
    people.created(request).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
  }
}
