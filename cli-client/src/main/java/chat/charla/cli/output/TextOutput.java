package chat.charla.cli.output;

import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.Fields;
import chat.charla.cli.text.Messages;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Invitation;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIResponse;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Writes lines of fields separated by tabs, for users and for {@code cut}. Writes messages, reports
 * gaps and changes of rooms on standard error, and ignores all other events.
 */
public final class TextOutput implements Output {
  /** The beginning of the text of an action, by the convention in chat.proto. */
  private static final String ACTION = "/me ";

  private final PrintStream out;
  private final PrintStream err;
  private final Messages messages;

  /** Creates an output that writes data to {@code out} and diagnostics to {@code err}. */
  public TextOutput(PrintStream out, PrintStream err, Messages messages) {
    this.out = out;
    this.err = err;
    this.messages = messages;
  }

  @Override
  public void event(Event event, String epoch) {
    switch (event.getKindCase()) {
      case MESSAGE_POSTED -> message(event, event.getMessagePosted());
      case ROOM_CHANGED, MEMBER_CHANGED -> changed(event);
      case USER_JOINED,
          USER_LEFT,
          USER_RECONNECTING,
          USER_BACK,
          USER_RENAMED,
          USER_COUNT_CHANGED,
          SERVER_NOTICE,
          RECORD,
          KIND_NOT_SET -> {
        // These events are not written. A line has no field for the kind of event, so a reader
        // could take them for messages.
      }
    }
  }

  /** Reports a change of the room. A line of data could be taken for a message. */
  private void changed(Event event) {
    String words = new RoomWords(messages).of(event, User.getDefaultInstance(), null);
    err.println(
        messages.text(
            "tail.changed",
            Times.rfc3339(event.getCreateTime()),
            Fields.line(event.getRoom()),
            words));
  }

  private void message(Event event, MessagePosted message) {
    String time = Times.rfc3339(event.getCreateTime());
    String author = event.getActor().getName();
    String text = shown(message.getText());
    if (message.hasRecipient()) {
      String recipient = message.getRecipient().getName();
      print(event.getSequence(), time, author, recipient, text);
    } else {
      print(event.getSequence(), time, author, text);
    }
  }

  /** The text to show. An action begins with {@code *}, as in a chat. */
  private static String shown(String text) {
    return text.startsWith(ACTION) ? "* " + text.substring(ACTION.length()) : text;
  }

  @Override
  public void gap(Gap gap) {
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      err.println(messages.text("tail.reset"));
    } else {
      long first = gap.getFirstMissingSequence();
      long last = gap.getLastMissingSequence();
      err.println(messages.text(first == last ? "tail.gap.one" : "tail.gap.many", first, last));
    }
  }

  @Override
  public void sent(String id, SendMessageResponse response) {
    print(response.getSequence(), id);
  }

  @Override
  public void user(PresentUser user) {
    boolean reconnecting = user.getPresence() == Presence.PRESENCE_RECONNECTING;
    print(
        user.getUser().getName(), user.getUser().getId(), reconnecting ? "reconnecting" : "online");
  }

  @Override
  public void room(Room room) {
    String membership = room.getMember() ? "member" : "-";
    print(room.getName(), room.getUserCount(), room.getHeadSequence(), membership);
  }

  @Override
  public void settings(String room, RoomSettings settings) {
    long slow = settings.getSlowMode().getSeconds();
    print(
        room,
        field(settings.getTitle()),
        field(settings.getTopic()),
        field(Keywords.of(settings.getAccess())),
        field(Keywords.of(settings.getPostRole())),
        slow == 0 ? "-" : slow + "s");
  }

  @Override
  public void member(Member member) {
    MemberState state = member.getState();
    print(
        field(member.getUser().getName()),
        member.getUser().getId(),
        field(Keywords.of(state.getRole())),
        member.getMember() ? "inside" : "-",
        state.hasMutedUntil() ? Times.rfc3339(state.getMutedUntil()) : "-",
        state.hasBannedUntil() ? Times.rfc3339(state.getBannedUntil()) : "-");
  }

  private static String field(String value) {
    return value.isEmpty() ? "-" : value;
  }

  @Override
  public void self(WhoAmIResponse self) {
    String rooms = String.join(",", self.getRoomsList());
    print(self.getSelf().getName(), self.getSelf().getId(), rooms);
  }

  @Override
  public void account(String server, String name) {
    print(name, server);
  }

  @Override
  public void session(Session session) {
    String state = session.getCurrent() ? "current" : session.getOnline() ? "online" : "-";
    List<String> scopes = ScopeNames.of(session.getScopesList());
    print(
        session.getId(),
        session.getLabel(),
        Times.rfc3339(session.getCreateTime()),
        Times.rfc3339(session.getSeenTime()),
        state,
        Times.rfc3339(session.getExpireTime()),
        scopes.isEmpty() ? "-" : String.join(",", scopes));
  }

  @Override
  public void invitation(Invitation invitation) {
    print(
        invitation.getId(),
        Times.rfc3339(invitation.getCreateTime()),
        Times.rfc3339(invitation.getExpireTime()),
        invitation.getUsedCount() < invitation.getUses() ? "unused" : "used",
        invitation.getNote());
  }

  @Override
  public void credential(CredentialInfo credential) {
    String shown =
        credential.hasOidcUser()
            ? credential.getOidcUser().getIssuer() + " " + credential.getOidcUser().getSubject()
            : credential.getClientCertificate().getKeyFingerprint();
    print(
        credential.getId(),
        CredentialKinds.of(credential),
        shown.isEmpty() ? "-" : shown,
        credential.hasCreateTime() ? Times.rfc3339(credential.getCreateTime()) : "-",
        credential.getClientCertificate().getCurrent() ? "current" : "-");
  }

  @Override
  public void pong(long sequence, Duration roundTrip) {
    print(sequence, String.format(Locale.ROOT, "%.3f", Times.millis(roundTrip)));
  }

  @Override
  public boolean isBroken() {
    return out.checkError();
  }

  private void print(Object... fields) {
    out.println(Fields.line(fields));
  }
}
