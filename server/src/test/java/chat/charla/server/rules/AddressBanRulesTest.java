package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AddressBan;
import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.BanAddressRequest;
import chat.charla.admin.v1.BanAddressResponse;
import chat.charla.admin.v1.ListAddressBansRequest;
import chat.charla.admin.v1.UnbanAddressRequest;
import chat.charla.admin.v1.UnbanAddressResponse;
import chat.charla.client.CallFailure;
import chat.charla.server.simulation.SimulatedServer;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator bans network addresses. Mallory is at 192.0.2.7. */
class AddressBanRulesTest {
  private static final String ADDRESS = "192.0.2.7";

  private final World world = new World();
  private final ScriptedClient operator = world.operator();
  private final ScriptedClient mallory = world.strangerFrom(ADDRESS);

  @Test
  void aBannedAddressMakesNoCalls() {
    mallory.join("Mallory");

    BanAddressResponse banned = ban(ADDRESS).get();

    assertEquals(AddressBan.newBuilder().setCidr(ADDRESS).build(), banned.getBan());
    mallory.whoAmI().refused(ErrorReason.ERROR_REASON_ADDRESS_BANNED);
    refusedAt(ADDRESS);
    admittedAt("192.0.2.8");
  }

  @Test
  void streamsOfABannedAddressEndAndTheIdentityStays() {
    mallory.join("Mallory");
    ScriptedStream open = mallory.online();
    ScriptedStream unopened = mallory.converse();
    world.moment();
    ScriptedClient ana = world.strangerFrom("192.0.2.8");
    ana.join("Ana");
    ScriptedStream other = ana.online();

    assertEquals(2, ban("192.0.2.7/32").get().getEndedStreamCount());

    for (ScriptedStream stream : List.of(open, unopened)) {
      stream.ends(ErrorReason.ERROR_REASON_ADDRESS_BANNED, Closing.Action.ACTION_STOP);
    }
    assertTrue(other.isLive());
    ScriptedClient elsewhere =
        world.strangerFrom("198.51.100.1").as(mallory.user(), mallory.token());
    assertEquals(mallory.user(), elsewhere.whoAmI().get().getSelf());
  }

  /** The stream begins after the check of its address and before the ban takes effect. */
  @Test
  void aStreamThatBeginsWhileTheBanIsMadeEndsToo() {
    mallory.join("Mallory");
    Reply<BanAddressResponse> ban = ban(ADDRESS);
    ScriptedStream stream = mallory.converse();

    ban.get();

    stream.ends(ErrorReason.ERROR_REASON_ADDRESS_BANNED, Closing.Action.ACTION_STOP);
  }

  @Test
  void aBanEndsByItself() {
    ban(ADDRESS, Duration.ofHours(1)).get();
    ban("198.51.100.1").get();
    world.pass(Duration.ofMinutes(59));
    refusedAt(ADDRESS);

    world.pass(Duration.ofMinutes(2));

    admittedAt(ADDRESS);
    refusedAt("198.51.100.1");
    assertEquals(List.of("198.51.100.1"), listed());
  }

  @Test
  void bansOutliveARestart() {
    ban("192.0.2.0/25", Duration.ofHours(1)).get();
    ban("198.51.100.1", Duration.ofHours(3)).get();
    List<AddressBan> before = list();

    world.restart();

    assertEquals(before, list());
    refusedAt(ADDRESS);
    world.pass(Duration.ofHours(2));
    world.restart();
    admittedAt(ADDRESS);
    refusedAt("198.51.100.1");
  }

  @Test
  void aRepeatedBanReplacesTheEarlierOne() {
    ban(ADDRESS).get();
    ban(ADDRESS, Duration.ofMinutes(1)).get();
    world.restart();
    assertEquals(1, list().size());

    world.pass(Duration.ofMinutes(2));

    admittedAt(ADDRESS);
  }

  @Test
  void aBanIsEndedByTheOperator() {
    ban("192.0.2.0/24").get();
    ban(ADDRESS).get();

    UnbanAddressResponse unbanned = unban("::ffff:192.0.2.7").get();

    assertTrue(unbanned.getRemoved());
    assertEquals(
        List.of("192.0.2.0/24"),
        unbanned.getOverlappingBansList().stream().map(AddressBan::getCidr).toList());
    refusedAt(ADDRESS);
    assertFalse(unban(ADDRESS).get().getRemoved());
    assertTrue(unban("192.0.2.0/24").get().getRemoved());
    admittedAt(ADDRESS);
    world.restart();
    assertEquals(List.of(), list());
  }

  @Test
  void ofTwoCallsThatEndABanAtOnceOneHasEndedIt() {
    ban(ADDRESS).get();

    Reply<UnbanAddressResponse> first = unban(ADDRESS);
    Reply<UnbanAddressResponse> second = unban(ADDRESS);

    assertTrue(first.get().getRemoved() != second.get().getRemoved());
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, 192.0.3.0",
    "192.0.2.0/24, ::ffff:192.0.2.7, ::ffff:192.0.3.7",
    "::ffff:192.0.2.0/120, 192.0.2.7, 192.0.3.7",
    "128.0.0.0/8, 128.255.1.1, 129.0.0.0",
    "2001:db8:1:2::/64, 2001:db8:1:2:ffff::1, 2001:db8:1:3::1",
    "2001:db8::7, 2001:DB8:0:0:0:0:0:7, 2001:db8::8",
    "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1"
  })
  void aRangeHasAllItsAddresses(String cidr, String inside, String outside) {
    ban(cidr).get();

    refusedAt(inside);
    admittedAt(outside);
  }

  @ParameterizedTest
  @CsvSource({
    "'', syntax",
    "localhost, syntax",
    "192.0.2.7/24, syntax",
    "192.0.2.0/33, syntax",
    "192.0.2.0/-1, syntax",
    "fe80::1%eth0, syntax",
    "0.0.0.0/0, too_wide",
    "192.0.0.0/7, too_wide",
    "192.0.0.0/2, too_wide",
    "::/0, too_wide",
    "2000::/15, too_wide",
    "::ffff:0:0/96, too_wide",
    "127.0.0.1, loopback",
    "127.1.2.3, loopback",
    "127.0.0.0/8, loopback",
    "::ffff:127.0.0.1, loopback",
    "::1, loopback",
    "::/16, loopback"
  })
  void someRangesCannotBeBanned(String cidr, String rule) {
    CallFailure refusal = ban(cidr).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);

    assertEquals("cidr", refusal.field());
    assertEquals(rule, refusal.metadata().get("rule"));
    assertEquals(List.of(), list());
  }

  @Test
  void aBanNeedsAValidDurationAndAShortNote() {
    for (Duration duration :
        List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(3651))) {
      CallFailure refusal =
          ban(ADDRESS, duration).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
      assertEquals("duration", refusal.field());
    }
    for (String note : List.of("x".repeat(201), "two\nlines")) {
      CallFailure refusal =
          ban(BanAddressRequest.newBuilder().setCidr(ADDRESS).setNote(note).build())
              .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
      assertEquals("note", refusal.field());
    }
    assertEquals(List.of(), list());
  }

  @Test
  void theNumberOfBansIsLimited() {
    for (int i = 0; i < 1000; i++) {
      ban("10.0." + i / 256 + "." + i % 256, Duration.ofHours(1)).get();
    }

    ban(ADDRESS).refused(ErrorReason.ERROR_REASON_SERVER_FULL);

    ban("10.0.0.0").get(); // replaces a ban
    refusedAt("10.0.3.231");
    world.pass(Duration.ofHours(2));
    ban(ADDRESS).get();
    assertEquals(List.of("10.0.0.0", ADDRESS), listed());
  }

  @Test
  void bansAndTheirEndsAreRecorded() {
    BanAddressRequest request =
        BanAddressRequest.newBuilder().setCidr("192.0.2.0/24").setNote("a flood").build();
    ban(request).get();
    ban(request).get();
    ban(ADDRESS, Duration.ofHours(1)).get();
    unban(ADDRESS).get();
    unban(ADDRESS).get();

    List<Event> events =
        operator
            .call(ListMessagesRequest.newBuilder().setRoom("!").setAfterSequence(0).build())
            .get()
            .getEventsList();

    assertEquals(
        List.of(
            "address.banned 192.0.2.0/24 [note]",
            "address.banned 192.0.2.0/24 [note]",
            "address.banned 192.0.2.7 [end_time]",
            "address.unbanned 192.0.2.7 []",
            "address.unbanned 192.0.2.7 [unchanged]"),
        events.stream()
            .map(Event::getRecord)
            .map(
                record ->
                    record.getAction()
                        + " "
                        + record.getTarget()
                        + " "
                        + record.getDetailsMap().keySet())
            .toList());
  }

  /** Otherwise an operator who bans their own network could not end the ban from there. */
  @Test
  void theAdministrationTokenWorksAtABannedAddress() {
    ban(ADDRESS).get();
    ScriptedClient safe =
        world
            .protectedStrangerFrom(ADDRESS)
            .as(User.getDefaultInstance(), SimulatedServer.ADMIN_TOKEN);
    ScriptedClient readable =
        world.strangerFrom(ADDRESS).as(User.getDefaultInstance(), SimulatedServer.ADMIN_TOKEN);
    ScriptedClient guess =
        world.protectedStrangerFrom(ADDRESS).as(User.getDefaultInstance(), "guess");
    UnbanAddressRequest request = UnbanAddressRequest.newBuilder().setCidr(ADDRESS).build();

    for (ScriptedClient refused : List.of(readable, guess)) {
      refused
          .account(AdminServiceGrpc.getUnbanAddressMethod(), request)
          .refused(ErrorReason.ERROR_REASON_ADDRESS_BANNED);
    }
    assertTrue(safe.account(AdminServiceGrpc.getUnbanAddressMethod(), request).get().getRemoved());
  }

  /** The operator repeats the call, because the outcome is unknown. */
  @Test
  void aBanThatIsNotStoredIsRefused() {
    world.breakDisk(false);
    ban(ADDRESS).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    admittedAt(ADDRESS);

    world.repairDiskAndWait();
    ban(ADDRESS).get();

    refusedAt(ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "192.0.2.7/24"})
  void onlyARangeIsUnbanned(String cidr) {
    unban(cidr).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
  }

  private void refusedAt(String address) {
    world
        .strangerFrom(address)
        .call(ScriptedClient.asking(""))
        .refused(ErrorReason.ERROR_REASON_ADDRESS_BANNED);
  }

  /** The server reads a request from there, and refuses its empty name. */
  private void admittedAt(String address) {
    world
        .strangerFrom(address)
        .call(ScriptedClient.asking(""))
        .refused(ErrorReason.ERROR_REASON_NAME_INVALID);
  }

  private List<AddressBan> list() {
    return operator
        .account(
            AdminServiceGrpc.getListAddressBansMethod(),
            ListAddressBansRequest.getDefaultInstance())
        .get()
        .getBansList();
  }

  private List<String> listed() {
    return list().stream().map(AddressBan::getCidr).toList();
  }

  private Reply<BanAddressResponse> ban(String cidr) {
    return ban(BanAddressRequest.newBuilder().setCidr(cidr).build());
  }

  private Reply<BanAddressResponse> ban(String cidr, Duration duration) {
    return ban(
        BanAddressRequest.newBuilder()
            .setCidr(cidr)
            .setDuration(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(duration.getSeconds())
                    .setNanos(duration.getNano()))
            .build());
  }

  private Reply<BanAddressResponse> ban(BanAddressRequest request) {
    return operator.account(AdminServiceGrpc.getBanAddressMethod(), request);
  }

  private Reply<UnbanAddressResponse> unban(String cidr) {
    return operator.account(
        AdminServiceGrpc.getUnbanAddressMethod(),
        UnbanAddressRequest.newBuilder().setCidr(cidr).build());
  }
}
