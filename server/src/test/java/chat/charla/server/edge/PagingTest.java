package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.Presence;
import chat.charla.v1.Room;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists have pages. The pages of messages go forwards or backwards, and each of them has the first
 * kept sequence and the head of the timeline.
 */
class PagingTest {
  private static final int MESSAGES = 25;
  private static final int KEPT = 20;
  private static final int ROOMS = 7;

  @TempDir private static Path data;
  @AutoClose private static RunningServer server;
  private static RawClient ana;

  @BeforeAll
  static void fill() throws IOException {
    server = RunningServer.with(data, config -> config.retainMessages(KEPT));
    ana = server.join("Ana");
    RawStream stream = ana.converse();
    for (int i = 1; i <= MESSAGES; i++) {
      ana.say("message " + i);
    }
    // The lobby is the seventh room.
    for (int i = 1; i < ROOMS; i++) {
      stream.enter("room-" + i);
    }
    for (String name : List.of("Berta", "Carla", "Dora")) {
      var ready = server.join(name).converse().ready();
      assertEquals(name, ready.getSelf().getName());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, 1000, 5000})
  void pagesForwardsHaveAllKeptMessages(int size) {
    List<ListMessagesResponse> pages =
        messages(ListMessagesRequest.newBuilder().setRoom("lobby").setAfterSequence(0), size);

    assertEquals(kept(), pages.stream().flatMap(PagingTest::sequences).toList());
    assertEquals((KEPT + size - 1) / size, pages.size());
    assertFirstAndHead(pages);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, 1000})
  void pagesBackwardsHaveAllKeptMessages(int size) {
    List<ListMessagesResponse> pages =
        messages(ListMessagesRequest.newBuilder().setRoom("lobby"), size);

    List<Long> together = new ArrayList<>();
    for (ListMessagesResponse page : pages) {
      together.addAll(0, sequences(page).toList());
    }
    assertEquals(kept(), together, "sequences rise within a page, and fall from page to page");
    assertFirstAndHead(pages);
  }

  @Test
  void aPageCanStartInTheMiddle() {
    ListMessagesRequest.Builder lobby = ListMessagesRequest.newBuilder().setRoom("lobby");

    assertEquals(
        List.of(11L, 12L),
        sequences(ana.calls().listMessages(lobby.setAfterSequence(10).setPageSize(2).build()))
            .toList());
    assertEquals(
        List.of(8L, 9L),
        sequences(ana.calls().listMessages(lobby.setBeforeSequence(10).setPageSize(2).build()))
            .toList());
  }

  @Test
  void pagesBeyondEitherEndAreEmpty() {
    ListMessagesRequest.Builder lobby = ListMessagesRequest.newBuilder().setRoom("lobby");

    var beyondHead = ana.calls().listMessages(lobby.setAfterSequence(1_000).build());
    var beforeFirst = ana.calls().listMessages(lobby.setBeforeSequence(2).build());
    var inbox = ana.calls().listMessages(ListMessagesRequest.getDefaultInstance());

    for (ListMessagesResponse page : List.of(beyondHead, beforeFirst, inbox)) {
      assertEquals(0, page.getEventsCount());
      assertEquals("", page.getNextPageToken());
      assertFalse(page.getEpoch().isEmpty());
    }
    assertFirstAndHead(List.of(beyondHead, beforeFirst));
    assertEquals(0, inbox.getHeadSequence());
    assertEquals(1, inbox.getFirstSequence());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 100})
  void usersAreListedInTheOrderOfTheirIds(int size) {
    List<ListUsersResponse> pages = new ArrayList<>();
    String token = "";
    do {
      ListUsersRequest request =
          ListUsersRequest.newBuilder()
              .setRoom("lobby")
              .setPageSize(size)
              .setPageToken(token)
              .build();
      pages.add(ana.calls().listUsers(request));
      token = pages.get(pages.size() - 1).getNextPageToken();
    } while (!token.isEmpty());

    List<String> ids =
        pages.stream()
            .flatMap(page -> page.getUsersList().stream())
            .map(user -> user.getUser().getId())
            .toList();
    assertEquals(4, ids.size());
    assertEquals(ids.stream().sorted().distinct().toList(), ids);
    assertTrue(pages.stream().allMatch(page -> page.getTotalSize() == 4));
    assertTrue(
        pages.stream()
            .flatMap(page -> page.getUsersList().stream())
            .allMatch(user -> user.getPresence() == Presence.PRESENCE_ONLINE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 100})
  void roomsAreListedInTheOrderOfTheirNames(int size) {
    List<Room> rooms = new ArrayList<>();
    String token = "";
    do {
      ListRoomsResponse page =
          ana.calls()
              .listRooms(
                  ListRoomsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
      rooms.addAll(page.getRoomsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertEquals(
        List.of("lobby", "room-1", "room-2", "room-3", "room-4", "room-5", "room-6"),
        rooms.stream().map(Room::getName).toList());
    assertEquals(MESSAGES, rooms.get(0).getHeadSequence());
    assertEquals(4, rooms.get(0).getUserCount());
    assertTrue(rooms.stream().allMatch(Room::getMember));
  }

  /** Tokens of lists of messages, users and rooms, and tokens that no server has issued. */
  static Stream<Arguments> foreignTokens() {
    ListMessagesRequest.Builder lobby =
        ListMessagesRequest.newBuilder().setRoom("lobby").setPageSize(1);
    String forwards =
        ana.calls().listMessages(lobby.setAfterSequence(0).build()).getNextPageToken();
    String later = ana.calls().listMessages(lobby.setAfterSequence(9).build()).getNextPageToken();
    String backwards = ana.calls().listMessages(lobby.clearPosition().build()).getNextPageToken();
    String users =
        ana.calls()
            .listUsers(ListUsersRequest.newBuilder().setPageSize(1).build())
            .getNextPageToken();
    String rooms =
        ana.calls()
            .listRooms(ListRoomsRequest.newBuilder().setPageSize(1).build())
            .getNextPageToken();
    return Stream.of(forwards, later, backwards, users, rooms, "garbage", "Zm9v", "\u00e9")
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("foreignTokens")
  void aTokenOfAnotherRequestIsRefused(String token) {
    assertTokenRefused(
        Refusal.of(
            () ->
                ana.calls()
                    .listMessages(
                        ListMessagesRequest.newBuilder()
                            .setRoom("lobby")
                            .setAfterSequence(1)
                            .setPageToken(token)
                            .build())));
    assertTokenRefused(
        Refusal.of(
            () ->
                ana.calls()
                    .listUsers(
                        ListUsersRequest.newBuilder()
                            .setRoom("room-1")
                            .setPageToken(token)
                            .build())));
  }

  /**
   * In each altered token, one character is changed, or one is added at the end, or the first is
   * missing.
   */
  @Test
  void anAlteredTokenIsRefused() {
    ListRoomsRequest request = ListRoomsRequest.newBuilder().setPageSize(1).build();
    String token = ana.calls().listRooms(request).getNextPageToken();
    List<String> altered = new ArrayList<>(List.of(token + "A", token.substring(1)));
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      altered.add(token.substring(0, i) + other + token.substring(i + 1));
    }

    for (String forged : altered) {
      assertTokenRefused(
          Refusal.of(
              () -> ana.calls().listRooms(request.toBuilder().setPageToken(forged).build())));
    }
  }

  @Test
  void aTokenOfAnotherSessionIsRefused() {
    ListRoomsRequest request = ListRoomsRequest.newBuilder().setPageSize(1).build();
    String token = ana.calls().listRooms(request).getNextPageToken();
    RawClient carla = server.join("Carla-2");

    assertTokenRefused(
        Refusal.of(() -> carla.calls().listRooms(request.toBuilder().setPageToken(token).build())));
  }

  @Test
  void negativeArgumentsAreRefused() {
    assertArgument(
        "page_size",
        Refusal.of(
            () -> ana.calls().listUsers(ListUsersRequest.newBuilder().setPageSize(-1).build())));
    assertArgument(
        "page_size",
        Refusal.of(
            () -> ana.calls().listRooms(ListRoomsRequest.newBuilder().setPageSize(-1).build())));
    assertArgument(
        "page_size",
        Refusal.of(
            () ->
                ana.calls()
                    .listMessages(ListMessagesRequest.newBuilder().setPageSize(-1).build())));
    assertArgument(
        "after_sequence",
        Refusal.of(
            () ->
                ana.calls()
                    .listMessages(ListMessagesRequest.newBuilder().setAfterSequence(-1).build())));
    assertArgument(
        "before_sequence",
        Refusal.of(
            () ->
                ana.calls()
                    .listMessages(ListMessagesRequest.newBuilder().setBeforeSequence(-1).build())));
  }

  @Test
  void onlyMembersMayListTheMessagesAndUsersOfARoom() {
    RawClient berta = server.join("Berta-2");

    for (String room : List.of("room-1", "nowhere")) {
      boolean exists = room.equals("room-1");
      ErrorReason reason =
          exists ? ErrorReason.ERROR_REASON_NOT_A_MEMBER : ErrorReason.ERROR_REASON_ROOM_NOT_FOUND;
      Status.Code code = exists ? Status.Code.PERMISSION_DENIED : Status.Code.NOT_FOUND;
      Refusal.of(
              () ->
                  berta
                      .calls()
                      .listMessages(ListMessagesRequest.newBuilder().setRoom(room).build()))
          .is(code, reason)
          .requireField("room");
      Refusal.of(() -> berta.calls().listUsers(ListUsersRequest.newBuilder().setRoom(room).build()))
          .is(code, reason)
          .requireField("room");
    }
  }

  private static void assertTokenRefused(Refusal refusal) {
    refusal
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID)
        .requireField("page_token");
  }

  private static void assertArgument(String field, Refusal refusal) {
    refusal
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARGUMENT_INVALID)
        .requireField(field);
  }

  private static void assertFirstAndHead(List<ListMessagesResponse> pages) {
    for (ListMessagesResponse page : pages) {
      assertEquals(MESSAGES - KEPT + 1, page.getFirstSequence());
      assertEquals(MESSAGES, page.getHeadSequence());
    }
  }

  private static List<ListMessagesResponse> messages(
      ListMessagesRequest.Builder request, int size) {
    List<ListMessagesResponse> pages = new ArrayList<>();
    String token = "";
    do {
      pages.add(ana.calls().listMessages(request.setPageSize(size).setPageToken(token).build()));
      token = pages.get(pages.size() - 1).getNextPageToken();
    } while (!token.isEmpty());
    return pages;
  }

  private static Stream<Long> sequences(ListMessagesResponse page) {
    return page.getEventsList().stream().map(Event::getSequence);
  }

  private static List<Long> kept() {
    return LongStream.rangeClosed(MESSAGES - KEPT + 1, MESSAGES).boxed().toList();
  }
}
