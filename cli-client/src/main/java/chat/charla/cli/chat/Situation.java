package chat.charla.cli.chat;

import chat.charla.v1.Limits;
import chat.charla.v1.User;

/**
 * The state of the chat: the user's identity, rooms, private conversations and pending messages.
 * Owned by the client's scheduler, including its parts.
 */
final class Situation {
  private final Rooms rooms = new Rooms();
  private final Roster roster = new Roster();
  private final Whispers whispers = new Whispers();
  private final Ignored ignored = new Ignored();
  private final OwnMessages own = new OwnMessages();
  private final Link link;

  private User self = User.getDefaultInstance();
  private Limits limits = Limits.getDefaultInstance();
  private int calls;

  Situation(Link link) {
    this.link = link;
  }

  Rooms rooms() {
    return rooms;
  }

  Roster roster() {
    return roster;
  }

  Whispers whispers() {
    return whispers;
  }

  Ignored ignored() {
    return ignored;
  }

  OwnMessages own() {
    return own;
  }

  Link link() {
    return link;
  }

  User self() {
    return self;
  }

  void setSelf(User user) {
    self = user;
  }

  /** The server's limits; unset until the server has sent them. */
  Limits limits() {
    return limits;
  }

  void setLimits(Limits told) {
    limits = told;
  }

  /** A call to the server has started. */
  void called() {
    calls++;
  }

  void answered() {
    calls--;
  }

  /** The number of missing answers to messages and calls. */
  int answersMissing() {
    return own.unanswered() + calls;
  }
}
