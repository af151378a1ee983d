package chat.charla.android.conversation;

import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All conversations of one identity, as the screen shows them.
 *
 * <p>They have two sources. The first is the facts of the transcript. The second is everything that
 * the transcript does not contain: pending messages (the client library saves them), presence, the
 * welcome message, and notices of ephemeral events.
 *
 * <p>The session's thread builds this object. Afterwards the main thread owns it.
 */
public final class Conversations implements FactReceiver {
  private final String selfId;
  private User self;
  private final Map<Target, Conversation> conversations = new LinkedHashMap<>();
  private final Map<Target, String> drafts = new HashMap<>();

  /** The ids of the user's messages whose events have arrived. */
  private final Set<String> arrivedIds = new HashSet<>();

  /**
   * The ids of the user's messages that the server has posted, but whose events have not arrived.
   */
  private final Set<String> awaitedIds = new HashSet<>();

  private @Nullable Target current;

  /**
   * Creates an empty set of conversations.
   *
   * @param selfId the id of the user, or empty if there is no identity
   */
  public Conversations(String selfId) {
    this.selfId = selfId;
    this.self = User.newBuilder().setId(selfId).build();
  }

  /** The user's own id, or empty if there is no identity. */
  public String selfId() {
    return selfId;
  }

  /**
   * The conversations to show: first the rooms, in the order in which the user entered them, then
   * the private conversations.
   */
  public List<Conversation> all() {
    List<Conversation> rooms = new ArrayList<>();
    List<Conversation> others = new ArrayList<>();
    for (Conversation conversation : conversations.values()) {
      if (conversation.isOpen()) {
        (conversation.isRoom() ? rooms : others).add(conversation);
      }
    }
    rooms.addAll(others);
    return rooms;
  }

  /** The selected conversation, or the first one if none is selected; null if there is none. */
  public @Nullable Conversation current() {
    Conversation chosen = current == null ? null : conversations.get(current);
    if (chosen != null && chosen.isOpen()) {
      return chosen;
    }
    List<Conversation> all = all();
    return all.isEmpty() ? null : all.get(0);
  }

  /** The number of the user's messages that have no result yet. */
  public int pendingCount() {
    int count = 0;
    for (Conversation conversation : conversations.values()) {
      count += conversation.pendingCount();
    }
    return count;
  }

  /** Selects a conversation, even if it does not exist yet. */
  public void select(Target key) {
    current = key;
  }

  /** Copies the drafts of an earlier object, and also its selection if this object has none. */
  public void copyDraftsAndSelection(Conversations earlier) {
    if (current == null) {
      current = earlier.current;
    }
    drafts.putAll(earlier.drafts);
  }

  /** The draft of a conversation that is not selected, or empty if there is none. */
  public String draft(Target conversation) {
    return drafts.getOrDefault(conversation, "");
  }

  /** Keeps a draft while another conversation is selected. */
  public void keepDraft(Target conversation, String text) {
    drafts.put(conversation, text);
  }

  /** If there is a current conversation, shows the operator's welcome message in it. */
  public void showWelcome(String text) {
    Conversation first = current();
    if (first != null) {
      first.add(Notice.about(Notice.Kind.WELCOME, 0, text, ""));
    }
  }

  /** Sets the user, with the current name. */
  public void setSelf(User self) {
    this.self = self;
  }

  /**
   * Shows a message that is saved and has no result yet. Does nothing if the message's event has
   * already arrived.
   */
  public void showPending(String clientMessageId, Target target, String text) {
    if (!arrivedIds.contains(clientMessageId)) {
      Conversation conversation = findOrCreate(target);
      conversation.addUnposted(Message.pending(self, text, clientMessageId));
    }
  }

  /**
   * Records that the server has posted a message of the user. The pending message stays until its
   * event arrives. If the user has left the room, no event will arrive, so the pending message is
   * removed.
   */
  public void markPosted(String clientMessageId, Target target) {
    awaitedIds.add(clientMessageId);
    removeAwaitedIfLeft(conversations.get(target));
  }

  /**
   * Sets the users present in a room.
   *
   * @param count the number of users present, which may be larger than the size of {@code people}
   */
  public void setPresent(String room, Collection<Person> people, int count) {
    people.forEach(person -> renamePrivate(person.id(), person.name()));
    Conversation conversation = findOrCreate(Target.room(room));
    conversation.setPeople(people);
    conversation.setPeopleCount(count);
  }

  @Override
  public void onEvent(Event event) {
    Conversation conversation = conversationOf(event);
    if (conversation == null) {
      return;
    }
    switch (event.getKindCase()) {
      case MESSAGE_POSTED -> posted(conversation, event);
      case USER_JOINED,
          USER_LEFT,
          USER_RECONNECTING,
          USER_BACK,
          USER_RENAMED,
          USER_COUNT_CHANGED,
          SERVER_NOTICE ->
          applyEphemeral(event);
      case ROOM_CHANGED, MEMBER_CHANGED -> conversation.add(Moderation.noticeOf(event));
      // This version of the app does not know the kind of this event, or it is not for users. The
      // event is durable, so a notice is shown for it.
      case RECORD, KIND_NOT_SET ->
          conversation.add(Notice.of(Notice.Kind.UNKNOWN, event.getSequence(), millis(event)));
    }
  }

  private void posted(Conversation conversation, Event event) {
    MessagePosted message = event.getMessagePosted();
    User author = event.getActor();
    String id = message.getClientMessageId();
    boolean own = author.getId().equals(selfId);
    if (own) {
      arrivedIds.add(id);
      awaitedIds.remove(id);
      conversation.removeUnposted(id);
    }
    conversation.add(
        Message.posted(event.getSequence(), millis(event), own, author, message.getText(), id));
  }

  /** Applies an ephemeral event: a change of presence, or a server notice. */
  public void applyEphemeral(Event event) {
    Conversation room = conversations.get(Target.room(event.getRoom()));
    if (room == null) {
      return;
    }
    User actor = event.getActor();
    switch (event.getKindCase()) {
      case USER_JOINED -> {
        room.addPerson(person(actor, false));
        notice(room, Notice.Kind.JOINED, event, "");
      }
      case USER_LEFT -> {
        room.removePerson(actor.getId());
        notice(room, Notice.Kind.LEFT, event, "");
      }
      case USER_RECONNECTING -> room.addPerson(person(actor, true));
      case USER_BACK -> room.addPerson(person(actor, false));
      case USER_RENAMED -> {
        room.addPerson(person(actor, false));
        renamePrivate(actor.getId(), actor.getName());
        notice(room, Notice.Kind.RENAMED, event, event.getUserRenamed().getPreviousName());
      }
      case USER_COUNT_CHANGED -> room.setPeopleCount(event.getUserCountChanged().getUserCount());
      case SERVER_NOTICE -> serverNotice(room, event);
      case MESSAGE_POSTED, ROOM_CHANGED, MEMBER_CHANGED, RECORD, KIND_NOT_SET -> {
        // A message is never ephemeral. An ephemeral event of an unknown kind is not shown.
      }
    }
  }

  @Override
  public void onGap(Gap gap) {
    boolean reset = gap.getReason() == GapReason.GAP_REASON_RESET;
    long count = gap.getLastMissingSequence() - gap.getFirstMissingSequence() + 1;
    for (Conversation conversation : conversations.values()) {
      boolean concerned =
          gap.getRoom().isEmpty()
              ? !conversation.isRoom()
              : conversation.key().equals(Target.room(gap.getRoom()));
      if (concerned && reset) {
        conversation.clear();
        conversation.add(Notice.of(Notice.Kind.RESET, gap.getLastMissingSequence(), 0));
      } else if (concerned) {
        conversation.add(Notice.gap(gap.getLastMissingSequence(), count));
      }
    }
  }

  @Override
  public void onTimelineFollowed(TimelineState timeline) {
    if (!timeline.getRoom().isEmpty()) {
      findOrCreate(Target.room(timeline.getRoom())).follow(true);
    }
  }

  @Override
  public void onRoomLeft(String room) {
    Conversation conversation = conversations.get(Target.room(room));
    if (conversation != null) {
      conversation.follow(false);
      conversation.clear();
      conversation.setPeople(Collections.emptyList());
      removeAwaitedIfLeft(conversation);
    }
  }

  @Override
  public void onPrivateOpened(User partner) {
    renamePrivate(partner.getId(), partner.getName());
    Conversation conversation = findOrCreate(Target.user(partner.getId()));
    conversation.rename(partner.getName());
    conversation.follow(true);
  }

  @Override
  public void onMessageFailed(FailedMessage message) {
    findOrCreate(message.target()).addUnposted(Message.failed(self, message));
  }

  @Override
  public void onMessageForgotten(String clientMessageId) {
    for (Conversation conversation : conversations.values()) {
      conversation.removeUnposted(clientMessageId);
    }
  }

  @Override
  public void onRead(Target conversation, long sequence) {
    findOrCreate(conversation).readUpTo(sequence);
  }

  /** The conversation that an event belongs to, or null if there is none. */
  private @Nullable Conversation conversationOf(Event event) {
    if (!event.getRoom().isEmpty()) {
      return findOrCreate(Target.room(event.getRoom()));
    }
    User partner = partnerOf(event, selfId);
    if (partner.getId().isEmpty()) {
      return null;
    }
    renamePrivate(partner.getId(), partner.getName());
    Conversation conversation = findOrCreate(Target.user(partner.getId()));
    if (conversation.name().isEmpty()) {
      conversation.rename(partner.getName());
    }
    conversation.follow(true);
    return conversation;
  }

  /**
   * The other user of a private message: the recipient if the user is the sender, otherwise the
   * sender.
   */
  static User partnerOf(Event event, String selfId) {
    return event.getActor().getId().equals(selfId)
        ? event.getMessagePosted().getRecipient()
        : event.getActor();
  }

  private Conversation findOrCreate(Target key) {
    return conversations.computeIfAbsent(
        key, added -> new Conversation(key, key.kind() == Target.Kind.ROOM ? key.value() : ""));
  }

  /** If the user has left the room, removes the posted messages whose events will not arrive. */
  private void removeAwaitedIfLeft(@Nullable Conversation conversation) {
    if (conversation != null && !conversation.isFollowed()) {
      awaitedIds.forEach(conversation::removeUnposted);
    }
  }

  /** Updates the title of a private conversation to the newest name of the other user. */
  private void renamePrivate(String id, String name) {
    Conversation conversation = conversations.get(Target.user(id));
    if (conversation != null && !name.isEmpty()) {
      conversation.rename(name);
    }
  }

  private void notice(Conversation room, Notice.Kind kind, Event event, String previousName) {
    User actor = event.getActor();
    if (!actor.getId().equals(selfId)) {
      room.add(Notice.about(kind, millis(event), actor.getName(), previousName));
    }
  }

  private static void serverNotice(Conversation room, Event event) {
    ServerNoticeCode code = event.getServerNotice().getCode();
    if (code == ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_UNAVAILABLE) {
      room.add(Notice.of(Notice.Kind.STORAGE_UNAVAILABLE, 0, millis(event)));
    } else if (code == ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_RESTORED) {
      room.add(Notice.of(Notice.Kind.STORAGE_RESTORED, 0, millis(event)));
    }
  }

  private static Person person(User user, boolean reconnecting) {
    return new Person(user.getId(), user.getName(), reconnecting);
  }

  private static long millis(Event event) {
    return event.getCreateTime().getSeconds() * 1000 + event.getCreateTime().getNanos() / 1_000_000;
  }
}
