package chat.charla.cli.chat;

import chat.charla.v1.Limits;
import chat.charla.v1.User;

/**
 * Who one is in the chat, where, with whom, and what is on its way. Owned by the client's
 * scheduler, as is everything in it.
 */
final class Situation {
  final Rooms rooms = new Rooms();
  final Roster roster = new Roster();
  final Whispers whispers = new Whispers();
  final Ignored ignored = new Ignored();
  final OwnMessages own = new OwnMessages();
  final Link link;

  private User self = User.getDefaultInstance();
  private Limits limits = Limits.getDefaultInstance();
  private int calls;

  Situation(Link link) {
    this.link = link;
  }

  User self() {
    return self;
  }

  void becomes(User user) {
    self = user;
  }

  /** What the server takes; before it has told, nothing is set. */
  Limits limits() {
    return limits;
  }

  void limit(Limits told) {
    limits = told;
  }

  /** The server was asked something. */
  void called() {
    calls++;
  }

  void answered() {
    calls--;
  }

  /** How many answers are missing. */
  int answersMissing() {
    return own.unanswered() + calls;
  }
}
