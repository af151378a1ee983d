package chat.charla.android.conversation;

import static chat.charla.android.conversation.Samples.ME;
import static chat.charla.android.conversation.Samples.describe;
import static chat.charla.android.conversation.Samples.gap;
import static chat.charla.android.conversation.Samples.message;
import static chat.charla.android.conversation.Samples.privateMessage;
import static chat.charla.android.conversation.Samples.timeline;
import static chat.charla.android.conversation.Samples.tooLong;
import static chat.charla.android.conversation.Samples.user;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.GapReason;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Record;
import chat.charla.v1.RoomChanged;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.User;
import chat.charla.v1.UserBack;
import chat.charla.v1.UserCountChanged;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserReconnecting;
import chat.charla.v1.UserRenamed;
import java.util.List;
import org.junit.Test;

public class ConversationsTest {
  private static final Target LOBBY = Target.room("lobby");
  private static final User ANA = user("u1");

  private final Conversations conversations = new Conversations("me");

  public ConversationsTest() {
    conversations.setSelf(ME);
    conversations.onTimelineFollowed(timeline("", 0));
    conversations.onTimelineFollowed(timeline("lobby", 0));
  }

  @Test
  public void theEventOfAnOwnMessageReplacesThePendingMessage() {
    conversations.showPending("a", LOBBY, "one");
    conversations.showPending("b", LOBBY, "two");
    conversations.onEvent(message("lobby", 1, ANA, "between", "a"));
    assertLobby("1 POSTED between", "0 PENDING own one", "0 PENDING own two");

    conversations.onEvent(message("lobby", 2, ME, "one", "a"));

    assertLobby("1 POSTED between", "2 POSTED own one", "0 PENDING own two");
  }

  @Test
  public void aPendingMessageStaysAfterItsResultUntilItsEventArrives() {
    conversations.showPending("a", LOBBY, "one");
    conversations.markPosted("a", LOBBY);
    assertLobby("0 PENDING own one");

    conversations.onEvent(message("lobby", 1, ME, "one", "a"));

    assertLobby("1 POSTED own one");
  }

  @Test
  public void aPendingMessageIsNotShownAfterItsEvent() {
    conversations.onEvent(message("lobby", 1, ME, "one", "a"));

    conversations.showPending("a", LOBBY, "one");

    assertLobby("1 POSTED own one");
  }

  @Test
  public void aMessageThatTheServerHasPostedIsRemovedWhenTheUserHasLeftTheRoom() {
    conversations.showPending("a", LOBBY, "one");
    conversations.showPending("b", LOBBY, "two");
    conversations.markPosted("a", LOBBY);

    conversations.onRoomLeft("lobby");
    assertLobby("0 PENDING own two");
    conversations.markPosted("b", LOBBY);

    assertEquals(List.of(), conversations.all());
  }

  @Test
  public void aFailedMessageKeepsItsPosition() {
    conversations.showPending("a", LOBBY, "too long a");
    conversations.showPending("b", LOBBY, "two");
    conversations.onMessageFailed(tooLong("a", LOBBY));
    assertLobby("0 FAILED own too long a", "0 PENDING own two");

    conversations.onMessageForgotten("a");

    assertLobby("0 PENDING own two");
  }

  @Test
  public void messagesOfOthersAreUnreadUntilTheUserReadsThem() {
    conversations.onEvent(message("lobby", 1, ANA, "one", ""));
    conversations.onEvent(message("lobby", 2, ME, "two", ""));
    conversations.onEvent(message("lobby", 3, ANA, "three", ""));
    assertEquals(2, conversation(LOBBY).unread());

    conversations.onRead(LOBBY, 1);
    assertEquals(1, conversation(LOBBY).unread());
    conversations.onRead(LOBBY, conversation(LOBBY).lastSequence());

    assertEquals(0, conversation(LOBBY).unread());
  }

  @Test
  public void aPrivateConversationShowsTheOtherUsersNewestName() {
    conversations.onEvent(privateMessage(1, ANA, ME, "psst", ""));
    conversations.onEvent(privateMessage(2, ME, ANA, "yes?", ""));
    User renamed = ANA.toBuilder().setName("anita").build();
    conversations.onEvent(privateMessage(3, renamed, ME, "it is me", ""));

    Conversation conversation = conversation(Target.user("u1"));

    assertEquals("anita", conversation.name());
    assertEquals(2, conversation.unread());
    assertEquals(
        List.of("anita, unread 2", "1 POSTED psst", "2 POSTED own yes?", "3 POSTED it is me"),
        describe(conversations).get("USER_ID u1"));
  }

  @Test
  public void eventsUpdateTheListOfPresentUsers() {
    conversations.setPresent("lobby", List.of(new Person("me", "me", false)), 1);
    Event.Builder event = Event.newBuilder().setRoom("lobby").setActor(ANA);
    conversations.applyEphemeral(event.setUserJoined(UserJoined.getDefaultInstance()).build());
    User renamed = ANA.toBuilder().setName("anita").build();
    conversations.applyEphemeral(
        event
            .setActor(renamed)
            .setUserRenamed(UserRenamed.newBuilder().setPreviousName("ana"))
            .build());
    assertEquals(
        List.of("me", "anita"), conversation(LOBBY).people().stream().map(Person::name).toList());

    conversations.applyEphemeral(event.setUserLeft(UserLeft.getDefaultInstance()).build());

    assertEquals(1, conversation(LOBBY).people().size());
    assertEquals(1, conversation(LOBBY).peopleCount());
    assertLobby("0 JOINED 0", "0 RENAMED 0", "0 LEFT 0");
  }

  @Test
  public void userCountChangedUpdatesTheCountWithoutANotice() {
    conversations.setPresent("lobby", List.of(new Person("me", "me", false)), 2_000);
    assertEquals(2_000, conversation(LOBBY).peopleCount());

    conversations.applyEphemeral(
        Event.newBuilder()
            .setRoom("lobby")
            .setUserCountChanged(UserCountChanged.newBuilder().setUserCount(2_001))
            .build());

    assertEquals(2_001, conversation(LOBBY).peopleCount());
    assertLobby();
  }

  @Test
  public void anEventOfAnUnknownKindIsShownAsANoticeWithItsSequence() {
    conversations.onEvent(message("lobby", 1, ANA, "one", ""));
    conversations.onEvent(Event.newBuilder().setRoom("lobby").setSequence(2).setActor(ANA).build());
    conversations.onEvent(message("lobby", 3, ANA, "three", ""));

    assertLobby("1 POSTED one", "2 UNKNOWN 0", "3 POSTED three");
    assertEquals(2, conversation(LOBBY).unread());
  }

  @Test
  public void aNewEpochStartsAnEmptyConversation() {
    conversations.onEvent(message("lobby", 1, ANA, "one", ""));
    conversations.onEvent(privateMessage(1, ANA, ME, "psst", ""));
    conversations.onGap(gap("lobby", GapReason.GAP_REASON_RESET, 0, 4));
    conversations.onEvent(message("lobby", 5, ANA, "one", ""));

    assertLobby("4 RESET 0", "5 POSTED one");
    assertEquals(1, conversation(Target.user("u1")).entries().size());
  }

  @Test
  public void theNoticeOfAGapHasTheNumberOfMissingEvents() {
    conversations.onEvent(message("lobby", 1, ANA, "one", ""));

    conversations.onGap(gap("lobby", GapReason.GAP_REASON_TRIMMED, 2, 9));

    assertLobby("1 POSTED one", "9 GAP 8");
  }

  @Test
  public void aLongConversationLosesItsOldestEntries() {
    for (int sequence = 1; sequence <= CompactedFacts.KEPT_EVENTS + 3; sequence++) {
      conversations.onEvent(message("lobby", sequence, ANA, "x", ""));
    }

    List<Entry> entries = conversation(LOBBY).entries();

    assertEquals(CompactedFacts.KEPT_EVENTS, entries.size());
    assertEquals(4, entries.get(0).sequence());
  }

  @Test
  public void newConversationsTakeOverSelectionAndDrafts() {
    conversations.select(Target.user("u1"));
    assertEquals(LOBBY, conversation(LOBBY).key());
    conversations.keepDraft(LOBBY, "half a mess");
    Conversations next = new Conversations("me");
    next.copyDraftsAndSelection(conversations);
    assertNull(next.current());

    next.onTimelineFollowed(timeline("lobby", 0));
    next.onPrivateOpened(ANA);

    Conversation current = next.current();
    assertEquals(Target.user("u1"), current == null ? null : current.key());
    assertEquals("half a mess", next.draft(LOBBY));
  }

  @Test
  public void slashMeIsAnAction() {
    conversations.onEvent(message("lobby", 1, ANA, "/me waves", ""));
    conversations.onEvent(message("lobby", 2, ANA, "/mean", ""));

    List<Entry> entries = conversation(LOBBY).entries();

    assertEquals("waves", ((Message) entries.get(0)).action());
    assertNull(((Message) entries.get(1)).action());
  }

  /**
   * If a kind is added to the contract, this test does not compile until its switches have a case
   * for the kind.
   */
  @Test
  public void everyKindOfEventHasTheExpectedEntry() {
    for (Event.KindCase kind : Event.KindCase.values()) {
      Conversations one = new Conversations("me");
      one.onTimelineFollowed(timeline("lobby", 0));
      one.onEvent(event(kind));
      List<String> seen = describe(one).getOrDefault("ROOM lobby", List.of("nothing"));
      assertEquals(kind.name(), entries(kind), seen.subList(1, seen.size()));
    }
  }

  private static Event event(Event.KindCase kind) {
    Event.Builder event = Event.newBuilder().setRoom("lobby").setSequence(1).setActor(ANA);
    switch (kind) {
      case MESSAGE_POSTED -> event.setMessagePosted(MessagePosted.newBuilder().setText("hello"));
      case USER_JOINED -> event.setUserJoined(UserJoined.getDefaultInstance());
      case USER_LEFT -> event.setUserLeft(UserLeft.getDefaultInstance());
      case USER_RECONNECTING -> event.setUserReconnecting(UserReconnecting.getDefaultInstance());
      case USER_BACK -> event.setUserBack(UserBack.getDefaultInstance());
      case USER_RENAMED -> event.setUserRenamed(UserRenamed.getDefaultInstance());
      case USER_COUNT_CHANGED -> event.setUserCountChanged(UserCountChanged.getDefaultInstance());
      case SERVER_NOTICE ->
          event.setServerNotice(
              ServerNotice.newBuilder()
                  .setCode(ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_RESTORED));
      case ROOM_CHANGED -> event.setRoomChanged(RoomChanged.getDefaultInstance());
      case MEMBER_CHANGED -> event.setMemberChanged(MemberChanged.newBuilder().setRemoved(true));
      case RECORD -> event.setRecord(Record.getDefaultInstance());
      case KIND_NOT_SET -> event.clearKind();
    }
    return event.build();
  }

  private static List<String> entries(Event.KindCase kind) {
    return switch (kind) {
      case MESSAGE_POSTED -> List.of("1 POSTED hello");
      case USER_JOINED -> List.of("0 JOINED 0");
      case USER_LEFT -> List.of("0 LEFT 0");
      case USER_RENAMED -> List.of("0 RENAMED 0");
      case SERVER_NOTICE -> List.of("0 STORAGE_RESTORED 0");
      case ROOM_CHANGED -> List.of("1 ROOM_CHANGED 0");
      case MEMBER_CHANGED -> List.of("1 REMOVED 0");
      case RECORD, KIND_NOT_SET -> List.of("1 UNKNOWN 0");
      // These kinds change only the list or the number of present users, so they have no entry.
      case USER_RECONNECTING, USER_BACK, USER_COUNT_CHANGED -> List.of();
    };
  }

  private Conversation conversation(Target key) {
    for (Conversation conversation : conversations.all()) {
      if (conversation.key().equals(key)) {
        return conversation;
      }
    }
    throw new AssertionError("there is no " + key);
  }

  private void assertLobby(String... entries) {
    List<String> seen = describe(conversations).getOrDefault("ROOM lobby", List.of("nothing"));
    assertEquals(List.of(entries), seen.subList(1, seen.size()));
  }
}
