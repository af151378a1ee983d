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
 * All conversations of one identity: what the screen shows.
 *
 * <p>Made of facts, which are the same live and from the transcript, and of what need not survive
 * the process: pending messages (the client library keeps them), who is here, who came and went.
 *
 * <p>Made by one thread, then owned by the main thread.
 */
public final class Conversations implements Facts {
  private final String selfId;
  private String selfName = "";
  private final Map<Target, Conversation> conversations = new LinkedHashMap<>();
  private final Map<Target, String> drafts = new HashMap<>();
  private final Set<String> postedIds = new HashSet<>();

  /** Own messages that are posted, and whose events are still to come. */
  private final Set<String> sentIds = new HashSet<>();

  private @Nullable Target current;

  /**
   * No conversation yet.
   *
   * @param selfId whose, or empty for nobody's
   */
  public Conversations(String selfId) {
    this.selfId = selfId;
  }

  /** The user's own id, or empty. */
  public String selfId() {
    return selfId;
  }

  /** The rooms in the order in which they were entered, then the private conversations. */
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

  /** The one that the user is looking at, or null if there is none at all. */
  public @Nullable Conversation current() {
    Conversation chosen = current == null ? null : conversations.get(current);
    if (chosen != null && chosen.isOpen()) {
      return chosen;
    }
    List<Conversation> all = all();
    return all.isEmpty() ? null : all.get(0);
  }

  /** Looks at this one, as soon as there is such a one. */
  public void select(Target key) {
    current = key;
  }

  /** Goes on with what the user was looking at in these, and had typed there. */
  public void goOnAs(Conversations others) {
    if (current == null) {
      current = others.current;
    }
    drafts.putAll(others.drafts);
  }

  /** What has been typed into a conversation that is not the present one, or empty. */
  public String draft(Target conversation) {
    return drafts.getOrDefault(conversation, "");
  }

  /** Keeps what has been typed, while another conversation is looked at. */
  public void keepDraft(Target conversation, String text) {
    drafts.put(conversation, text);
  }

  /** The operator's greeting. */
  public void welcome(String text) {
    Conversation first = current();
    if (first != null) {
      first.add(Notice.about(Notice.Kind.WELCOME, 0, text, ""));
    }
  }

  /** The user's own present name and id. */
  public void self(User self) {
    selfName = self.getName();
  }

  /** A message that is kept on disk and has no result yet. One with a known result is ignored. */
  public void pending(String clientMessageId, Target target, String text) {
    if (!postedIds.contains(clientMessageId)) {
      Conversation conversation = at(target);
      conversation.addWaiting(Message.pending(selfName, text, clientMessageId));
    }
  }

  /** The server has posted a message; its event follows, unless the room has been left. */
  public void sent(String clientMessageId, Target target) {
    sentIds.add(clientMessageId);
    forgetSentToNowhere(conversations.get(target));
  }

  /**
   * Who is in a room.
   *
   * @param count how many are, all of them
   */
  public void present(String room, Collection<Person> people, int count) {
    people.forEach(person -> learn(person.id(), person.name()));
    Conversation conversation = at(Target.room(room));
    conversation.setPeople(people);
    conversation.setPeopleCount(count);
  }

  @Override
  public void event(Event event) {
    User actor = event.getActor();
    boolean own = actor.getId().equals(selfId);
    Conversation conversation = placeOf(event);
    if (conversation == null) {
      return;
    }
    long time = millis(event);
    if (event.hasMessagePosted()) {
      MessagePosted message = event.getMessagePosted();
      String id = message.getClientMessageId();
      if (own) {
        postedIds.add(id);
        sentIds.remove(id);
        conversation.removeWaiting(id);
      }
      conversation.add(
          Message.posted(event.getSequence(), time, own, actor.getName(), message.getText(), id));
    } else if (event.getKindCase() == Event.KindCase.KIND_NOT_SET) {
      conversation.add(Notice.of(Notice.Kind.UNKNOWN, event.getSequence(), time));
    } else {
      passing(event);
    }
  }

  /** An event that is not kept: somebody comes or goes, or the server tells something. */
  public void passing(Event event) {
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
        learn(actor.getId(), actor.getName());
        notice(room, Notice.Kind.RENAMED, event, event.getUserRenamed().getPreviousName());
      }
      case USER_COUNT_CHANGED -> room.setPeopleCount(event.getUserCountChanged().getUserCount());
      case SERVER_NOTICE -> serverNotice(room, event);
      default -> {
        // Something newer than this application that nobody will miss.
      }
    }
  }

  @Override
  public void gap(Gap gap) {
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
  public void entered(TimelineState timeline) {
    if (!timeline.getRoom().isEmpty()) {
      at(Target.room(timeline.getRoom())).follow(true);
    }
  }

  @Override
  public void left(String room) {
    Conversation conversation = conversations.get(Target.room(room));
    if (conversation != null) {
      conversation.follow(false);
      conversation.clear();
      conversation.setPeople(Collections.emptyList());
      forgetSentToNowhere(conversation);
    }
  }

  @Override
  public void opened(User partner) {
    learn(partner.getId(), partner.getName());
    Conversation conversation = at(Target.user(partner.getId()));
    conversation.rename(partner.getName());
    conversation.follow(true);
  }

  @Override
  public void failed(FailedMessage message) {
    at(message.target()).addWaiting(Message.failed(selfName, message));
  }

  @Override
  public void forgotten(String clientMessageId) {
    for (Conversation conversation : conversations.values()) {
      conversation.removeWaiting(clientMessageId);
    }
  }

  @Override
  public void read(Target conversation, long sequence) {
    at(conversation).readUpTo(sequence);
  }

  /** The conversation that an event stands in, or null if it stands in none. */
  private @Nullable Conversation placeOf(Event event) {
    if (!event.getRoom().isEmpty()) {
      return at(Target.room(event.getRoom()));
    }
    User partner = partnerOf(event, selfId);
    if (partner.getId().isEmpty()) {
      return null;
    }
    learn(partner.getId(), partner.getName());
    Conversation conversation = at(Target.user(partner.getId()));
    if (conversation.name().isEmpty()) {
      conversation.rename(partner.getName());
    }
    conversation.follow(true);
    return conversation;
  }

  /** With whom an event of the inbox is about: the other one. */
  static User partnerOf(Event event, String selfId) {
    return event.getActor().getId().equals(selfId)
        ? event.getMessagePosted().getRecipient()
        : event.getActor();
  }

  private Conversation at(Target key) {
    return conversations.computeIfAbsent(
        key, added -> new Conversation(key, key.kind() == Target.Kind.ROOM ? key.value() : ""));
  }

  private void forgetSentToNowhere(@Nullable Conversation conversation) {
    if (conversation != null && !conversation.isFollowed()) {
      sentIds.forEach(conversation::removeWaiting);
    }
  }

  /** A private conversation goes by the other's newest name. */
  private void learn(String id, String name) {
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
