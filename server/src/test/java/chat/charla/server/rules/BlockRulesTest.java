package chat.charla.server.rules;

import static chat.charla.server.rules.PrivateMessages.toId;
import static chat.charla.server.rules.PrivateMessages.toName;
import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListBlockedUsersRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.UnblockUserRequest;
import chat.charla.v1.UnblockUserResponse;
import chat.charla.v1.User;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ana, who has an account, blocks Berta, a guest. */
class BlockRulesTest {
  private static final int MOST = 100;

  private final World world = new World();
  private final ScriptedClient ana = world.stranger().registered("Ana");
  private final ScriptedClient berta = world.join("Berta");

  @Test
  void aBlockedUsersMessageIsRefusedAndStoredNowhere() {
    ScriptedStream onLaptop = ana.online();
    ScriptedStream ofBerta = berta.online();
    block(ana, berta).get();

    CallFailure byId =
        berta.call(toId("m1", ana, "hello")).refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    CallFailure byName =
        berta.call(toName("m2", "ana", "hello")).refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    ofBerta.post("p", toId("m3", ana, "hello"));
    ofBerta.refused("p", ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    world.moment();

    assertEquals(Status.Code.PERMISSION_DENIED, byId.code());
    assertEquals("user_id", byId.field());
    assertEquals("user_name", byName.field());
    assertEquals(Map.of(), byId.metadata());
    assertEquals(List.of(), onLaptop.durable(""));
    assertEquals(List.of(), ofBerta.durable(""));
    assertEquals(List.of(), ana.history(""));
    assertEquals(List.of(), berta.history(""));
  }

  @Test
  void aBlockAppliesToAllDevicesAndAfterARestart() {
    ScriptedClient onPhone = world.stranger().loggedIn("Ana");
    block(ana, berta).get();

    assertEquals(List.of(berta.user()), blocked(onPhone));
    world.restart();
    berta.call(toId("m1", ana, "hello")).refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    assertEquals(List.of(berta.user()), blocked(onPhone));
    unblock(onPhone, berta.id()).get();

    assertEquals(List.of(), blocked(ana));
    berta.call(toId("m1", ana, "hello again")).get();
    assertEquals(List.of("hello again"), ana.history(""));
  }

  @Test
  void aBlockAffectsNeitherRoomsNorMessagesOfTheBlockingAccount() {
    block(ana, berta).get();

    berta.say("in the lobby");
    ana.call(toId("m1", berta, "from Ana")).get();

    assertEquals(List.of("in the lobby"), ana.history("lobby"));
    assertEquals(List.of("from Ana"), berta.history(""));
    ana.call(toId("m2", ana, "a note")).get();
  }

  /**
   * The first send was accepted, and its answer was lost. The block must not change the answer to
   * the repetition.
   */
  @Test
  void theRepetitionOfAnEarlierMessageGetsItsFirstAnswer() {
    SendMessageResponse first = berta.call(toId("m1", ana, "before")).get();
    block(ana, berta).get();

    SendMessageResponse again = berta.call(toId("m1", ana, "before")).get();

    assertTrue(again.getDuplicate());
    assertEquals(first.getSequence(), again.getSequence());
    berta.call(toId("m2", ana, "after")).refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    unblock(ana, berta.id()).get();
    assertEquals(2, berta.call(toId("m2", ana, "after")).get().getSequence());
  }

  @Test
  void aRefusedMessageDelaysNoOthers() {
    ScriptedClient carla = world.join("Carla");
    block(ana, berta).get();
    ScriptedStream ofBerta = berta.online();

    ofBerta.post("p1", toId("m1", ana, "to Ana"));
    ofBerta.post("p2", toId("m2", carla, "to Carla"));
    ofBerta.post("p3", lobby("m3", "to all"));
    world.moment();

    ofBerta.refused("p1", ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    assertEquals(List.of("to Carla"), carla.history(""));
    assertEquals(List.of("to all"), carla.history("lobby"));
  }

  /** Messages that were sent before the block may be stored; none is stored after the answer. */
  @Test
  void noMessageIsStoredAfterTheAnswer() {
    world.faults().maxDelay(World.SLOW_DISK);
    ScriptedStream ofBerta = berta.online();
    for (int i = 0; i < 20; i++) {
      ofBerta.post("", toId("m" + i, ana, "message " + i));
      world.pass(World.ARRIVAL);
    }

    Reply<BlockUserResponse> answer = block(ana, berta);
    for (int i = 20; i < 40; i++) {
      ofBerta.post("", toId("m" + i, ana, "message " + i));
      world.pass(World.ARRIVAL);
    }
    answer.get();
    long atTheAnswer = world.onDisk().headOfInbox(ana.id());
    world.pass(World.SLOW_DISK.multipliedBy(20));

    assertEquals(atTheAnswer, world.onDisk().headOfInbox(ana.id()));
  }

  @Test
  void aBlockAppliesToTheUserAndNotToTheName() {
    block(ana, berta).get();

    berta.join("Bertina");
    berta.call(toId("m1", ana, "hello")).refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    assertEquals("Bertina", blocked(ana).get(0).getName());
    world.join("Berta").call(toId("m1", ana, "I am another Berta")).get();

    assertEquals(List.of("I am another Berta"), ana.history(""));
  }

  @Test
  void aGuestThatBecomesAnAccountStaysBlocked() {
    block(ana, berta).get();

    berta.registered("Berta");

    berta.call(toId("m1", ana, "hello")).refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
  }

  @Test
  void aBlockEndsWithTheBlockedUser() {
    block(ana, berta).get();

    berta.leave().get();

    assertEquals(List.of(), blocked(ana));
    ScriptedClient again = world.join("Berta");
    block(ana, again).get();
    assertEquals(List.of(again.user()), blocked(ana));
  }

  @Test
  void blockingAndUnblockingMayBeRepeated() {
    block(ana, berta).get();
    long writes = world.writes();
    block(ana, berta).get();
    assertEquals(writes, world.writes());
    assertEquals(1, blocked(ana).size());
    unblock(ana, berta.id()).get();
    unblock(ana, berta.id()).get();
    unblock(ana, "nobody").get();

    assertEquals(List.of(), blocked(ana));
  }

  @Test
  void onlyAnAccountBlocks() {
    block(berta, ana).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    unblock(berta, ana.id()).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    berta
        .account(
            AccountServiceGrpc.getListBlockedUsersMethod(),
            ListBlockedUsersRequest.getDefaultInstance())
        .refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
  }

  @Test
  void anAccountCannotBlockItselfOrAnUnknownUser() {
    block(ana, ana).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    block(ana, "nobody").refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    block(ana, "").refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
  }

  /** Users who have left do not count. */
  @Test
  void anAccountBlocksALimitedNumberOfUsers() {
    List<ScriptedClient> guests = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      guests.add(world.join("guest" + i));
      block(ana, guests.get(i)).get();
    }

    CallFailure refusal = block(ana, berta).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    assertEquals(Map.of("max_blocked_users", "100"), refusal.metadata());
    block(ana, guests.get(0)).get();
    assertEquals(MOST, blocked(ana).size());
    guests.get(0).leave().get();

    block(ana, berta).get();
    assertEquals(MOST, blocked(ana).size());
    assertEquals(berta.user(), blocked(ana).get(MOST - 1));
  }

  /** A restart must not bring back a block that was reported as failed. */
  @Test
  void aBlockThatFailsHasNoEffect() {
    world.breakDisk(true);
    block(ana, berta).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    berta.call(toId("m1", ana, "hello")).get();
    world.restart();
    berta.call(toId("m2", ana, "hello again")).get();
    block(ana, berta).get();
    berta.call(toId("m3", ana, "hello?")).refused(ErrorReason.ERROR_REASON_DIRECT_REFUSED);
  }

  private static Reply<BlockUserResponse> block(ScriptedClient account, ScriptedClient user) {
    return block(account, user.id());
  }

  private static Reply<BlockUserResponse> block(ScriptedClient account, String userId) {
    return account.account(
        AccountServiceGrpc.getBlockUserMethod(),
        BlockUserRequest.newBuilder().setUserId(userId).build());
  }

  private static Reply<UnblockUserResponse> unblock(ScriptedClient account, String userId) {
    return account.account(
        AccountServiceGrpc.getUnblockUserMethod(),
        UnblockUserRequest.newBuilder().setUserId(userId).build());
  }

  private static List<User> blocked(ScriptedClient account) {
    return account
        .account(
            AccountServiceGrpc.getListBlockedUsersMethod(),
            ListBlockedUsersRequest.getDefaultInstance())
        .get()
        .getUsersList();
  }
}
