package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListBlockedUsersRequest;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.UnblockUserRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The record of Berta's account is damaged when the server starts, and later it is repaired. What
 * the records of others say about Berta is not lost.
 */
class DamagedAccountRulesTest {
  private final World world = InvitationRulesTest.invited(2);
  private final InvitedPeople people = new InvitedPeople(world);
  private final ScriptedClient ana = people.registered("Ana", people.code());
  private final String codeOfBerta = people.code();
  private final ScriptedClient berta = people.registered("Berta", codeOfBerta);
  private byte[] intact = {};

  @Test
  void anInvitationOfTheAccountIsKept() {
    String code =
        berta
            .account(
                AccountServiceGrpc.getCreateInvitationMethod(),
                CreateInvitationRequest.getDefaultInstance())
            .get()
            .getInvitationCode();

    damage();
    people.register("Carla", code).refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);
    world.pass(Duration.ofHours(2));
    assertTrue(
        people.all().stream().anyMatch(each -> each.getInviter().getId().equals(berta.id())),
        "the operator sees the invitation");
    repair();

    people.registered("Carla", code);
    assertEquals(berta.user(), berta.whoAmI().get().getSelf());
  }

  @Test
  void theInvitationThatTheAccountHasUsedStaysUsed() {
    damage();
    people.register("Carla", codeOfBerta).refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);
    assertEquals(List.of("1 of 1", "1 of 1"), people.uses());
    repair();

    people.register("Carla", codeOfBerta).refused(ErrorReason.ERROR_REASON_INVITATION_INVALID);
    assertEquals(List.of("1 of 1", "1 of 1"), people.uses());
  }

  /** A server that stored the use only when the account ended has stored the account. */
  @Test
  void theUseOfAnOlderAccountIsStoredAtTheNextStart() {
    world.server().kill();
    world.moment();
    world.disk().rewriteInvitations(StoredRecords.withoutAccountIds());
    world.server().start();
    world.moment();

    theInvitationThatTheAccountHasUsedStaysUsed();
  }

  @Test
  void theAccountStaysBlocked() {
    ScriptedClient other = world.join("Other");
    block(berta);
    block(other);

    damage();
    ana.account(
            AccountServiceGrpc.getUnblockUserMethod(),
            UnblockUserRequest.newBuilder().setUserId(other.id()).build())
        .get();
    assertEquals(
        0,
        ana.account(
                AccountServiceGrpc.getListBlockedUsersMethod(),
                ListBlockedUsersRequest.getDefaultInstance())
            .get()
            .getUsersCount());
    repair();

    CallFailure refusal =
        berta
            .call(SendMessageRequest.newBuilder().setUserId(ana.id()).setText("hello").build())
            .refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    assertEquals("user_id", refusal.field());
  }

  private void block(ScriptedClient user) {
    ana.account(
            AccountServiceGrpc.getBlockUserMethod(),
            BlockUserRequest.newBuilder().setUserId(user.id()).build())
        .get();
  }

  private void damage() {
    restartWith(new byte[] {-1});
    berta.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  private void repair() {
    restartWith(intact);
  }

  private void restartWith(byte[] record) {
    world.server().kill();
    world.moment();
    world
        .disk()
        .rewriteIdentity(
            berta.id(),
            old -> {
              intact = old;
              return record;
            });
    world.server().start();
    world.moment();
  }
}
