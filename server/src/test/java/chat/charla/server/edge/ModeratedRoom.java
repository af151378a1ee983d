package chat.charla.server.edge;

import java.util.List;
import java.util.stream.Stream;

/** A room with an owner, and a guest in it who gets a role or a restriction. */
final class ModeratedRoom {
  private static final String ROOM = "room: 'owned' ";
  private static final String ENTER = "enter_room { room: 'owned' }";
  private static final String HELLO = ROOM + "text: 'hello'";

  private final GenericClient owner;
  private final String ownerId;
  private final GenericClient guest;
  private final String guestId;

  /**
   * Makes the room.
   *
   * @param owner has an account
   * @param guest has none
   */
  ModeratedRoom(GenericClient owner, GenericClient guest) {
    this.owner = owner;
    this.guest = guest;
    ownerId = id(owner);
    guestId = id(guest);
    owner.call("Execute", "command { " + ENTER + " }");
    guest.call("Execute", "command { " + ENTER + " }");
  }

  private static String id(GenericClient client) {
    return GenericClient.text(client.call("WhoAmI", ""), "self.id");
  }

  /** The refusals of what needs a higher role. */
  List<GenericRefusal> roleTooLow() {
    change("role: ROLE_READER");
    return Stream.concat(
            Stream.of(
                guest.refused(
                    "UpdateRoom",
                    ROOM
                        + "settings { post_role: ROLE_OWNER } update_mask { paths: 'post_role' }")),
            refused("send_message { " + HELLO + " }").stream())
        .toList();
  }

  /** The refusals of a message. */
  List<GenericRefusal> muted() {
    change("mute { seconds: 60 }");
    return Stream.concat(
            Stream.of(guest.refused("SendMessage", HELLO)),
            refused("send_message { " + HELLO + " }").stream())
        .toList();
  }

  /** The refusals to let the guest in. */
  List<GenericRefusal> banned() {
    change("ban { seconds: 60 }");
    return refused(ENTER);
  }

  /** The refusal to leave the room without an owner. */
  List<GenericRefusal> lastOwner() {
    return List.of(
        owner.refused("UpdateMember", ROOM + "user_id: '" + ownerId + "' role: ROLE_MEMBER"));
  }

  /** The refusal of one more role. */
  List<GenericRefusal> tooManyRoles() {
    return List.of(
        owner.refused("UpdateMember", ROOM + "user_id: '" + guestId + "' role: ROLE_READER"));
  }

  private void change(String change) {
    owner.call("UpdateMember", ROOM + "user_id: '" + guestId + "' " + change);
  }

  /** The refusals of this command of the guest, on a stream and in a call. */
  private List<GenericRefusal> refused(String command) {
    GenericClient.Stream stream = guest.converse("open {}", "request_id: '1' " + command);
    GenericRefusal onStream = stream.refusal("1");
    stream.send("request_id: '2' enter_room { room: 'lobby' }");
    stream.frame("result.room_entered"); // A refused command does not end the stream.
    return List.of(onStream, guest.refused("Execute", "command { " + command + " }"));
  }
}
