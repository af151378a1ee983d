package chat.charla.android.conversation;

import chat.charla.client.Target;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Creates facts for tests, and describes conversations. */
public final class Samples {
  /** The user of the app. */
  public static final User ME = user("me");

  private Samples() {}

  /** A user with this id, and a name derived from it. */
  public static User user(String id) {
    return User.newBuilder().setId(id).setName("name-of-" + id).build();
  }

  /** A message in a room. */
  public static Event message(String room, long sequence, User actor, String text, String id) {
    return Event.newBuilder()
        .setRoom(room)
        .setSequence(sequence)
        .setActor(actor)
        .setMessagePosted(MessagePosted.newBuilder().setText(text).setClientMessageId(id))
        .build();
  }

  /** A message in the inbox. */
  public static Event privateMessage(long sequence, User from, User to, String text, String id) {
    return Event.newBuilder()
        .setSequence(sequence)
        .setActor(from)
        .setMessagePosted(
            MessagePosted.newBuilder().setText(text).setClientMessageId(id).setRecipient(to))
        .build();
  }

  /** A timeline that the client has up to this sequence. */
  public static TimelineState timeline(String room, long sequence) {
    return TimelineState.newBuilder().setRoom(room).setEpoch("e1").setResumeAfter(sequence).build();
  }

  /** A gap. */
  public static Gap gap(String room, GapReason reason, long first, long last) {
    return Gap.newBuilder()
        .setRoom(room)
        .setReason(reason)
        .setEpoch(reason == GapReason.GAP_REASON_RESET ? "e2" : "e1")
        .setFirstMissingSequence(first)
        .setLastMissingSequence(last)
        .build();
  }

  /** A message that the server has refused as too long. */
  public static FailedMessage tooLong(String id, Target target) {
    Error error = Error.newBuilder().setReason(ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE).build();
    return new FailedMessage(id, target, "too long " + id, FailedMessage.Kind.REFUSED, error);
  }

  /** Random facts in a valid order. The user is in two rooms, with two other users. */
  public static List<Consumer<FactReceiver>> randomFacts(Random random, int length) {
    String[] rooms = {"lobby", "dev"};
    Map<String, Long> heads = new TreeMap<>();
    List<Consumer<FactReceiver>> all = new ArrayList<>();
    for (String room : new String[] {"", "lobby", "dev"}) {
      long start = random.nextInt(5);
      heads.put(room, start);
      all.add(receiver -> receiver.onTimelineFollowed(timeline(room, start)));
    }
    for (int index = 0; index < length; index++) {
      String id = "id-" + index;
      String room = rooms[random.nextInt(2)];
      User other = user(random.nextBoolean() ? "u1" : "u2");
      boolean own = random.nextBoolean();
      long head = heads.getOrDefault(room, 0L);
      long inbox = heads.getOrDefault("", 0L);
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          heads.put(room, head + 1);
          all.add(
              receiver ->
                  receiver.onEvent(message(room, head + 1, own ? ME : other, "text " + id, id)));
        }
        case 3, 4 -> {
          heads.put("", inbox + 1);
          User from = own ? ME : other;
          User to = own ? other : ME;
          all.add(
              receiver ->
                  receiver.onEvent(privateMessage(inbox + 1, from, to, "secret " + id, id)));
        }
        case 5 -> {
          long last = head + 1 + random.nextInt(3);
          heads.put(room, last);
          all.add(
              receiver -> receiver.onGap(gap(room, GapReason.GAP_REASON_TRIMMED, head + 1, last)));
        }
        case 6 ->
            all.add(receiver -> receiver.onMessageFailed(tooLong(id, Target.user(other.getId()))));
        case 7 -> {
          String earlier = "id-" + random.nextInt(index + 1);
          all.add(receiver -> receiver.onMessageForgotten(earlier));
        }
        default -> all.add(receiver -> receiver.onRead(Target.room(room), head));
      }
      if (random.nextInt(40) == 0) {
        all.add(receiver -> receiver.onRoomLeft(room));
        all.add(
            receiver -> receiver.onTimelineFollowed(timeline(room, heads.getOrDefault(room, 0L))));
      }
      if (random.nextInt(40) == 0) {
        all.add(receiver -> receiver.onGap(gap(room, GapReason.GAP_REASON_RESET, 0, 2)));
        heads.put(room, 2L);
      }
    }
    return all;
  }

  /**
   * Describes each conversation in lines. The first line has the name of the conversation and its
   * number of unread messages. Each further line describes an entry. The line of a message has its
   * sequence, its status, {@code own} if the user is the author, and its text. The line of a notice
   * has its sequence, its kind and its count.
   */
  public static Map<String, List<String>> describe(Conversations conversations) {
    Map<String, List<String>> seen = new TreeMap<>();
    for (Conversation conversation : conversations.all()) {
      List<String> lines = new ArrayList<>();
      lines.add(conversation.name() + ", unread " + conversation.unread());
      for (Entry entry : conversation.entries()) {
        lines.add(entry.sequence() + " " + describe(entry));
      }
      seen.put(conversation.key().toString(), lines);
    }
    return seen;
  }

  private static String describe(Entry entry) {
    return entry instanceof Message message
        ? message.status() + (message.isOwn() ? " own " : " ") + message.text()
        : ((Notice) entry).kind() + " " + ((Notice) entry).count();
  }
}
