package chat.charla.cli.chat.state;

import chat.charla.v1.Limits;
import chat.charla.v1.User;

/**
 * The state of the chat: its phase, the user's identity, rooms, private conversations and pending
 * messages. The client's scheduler owns this object and its parts.
 */
public final class ChatState {
  private final Rooms rooms = new Rooms();
  private final Roster roster = new Roster();
  private final PrivatePeers privatePeers = new PrivatePeers();
  private final Ignored ignored = new Ignored();
  private final OwnMessages own = new OwnMessages();
  private final Link link;

  private User self = User.getDefaultInstance();
  private Limits limits = Limits.getDefaultInstance();
  private Phase phase = Phase.JOINING;
  private boolean joined;
  private int calls;

  public ChatState(Link link) {
    this.link = link;
  }

  public Rooms rooms() {
    return rooms;
  }

  public Roster roster() {
    return roster;
  }

  public PrivatePeers privatePeers() {
    return privatePeers;
  }

  public Ignored ignored() {
    return ignored;
  }

  public OwnMessages own() {
    return own;
  }

  public Link link() {
    return link;
  }

  public User self() {
    return self;
  }

  public void setSelf(User user) {
    self = user;
    joined = true;
  }

  /** Whether the user has had an identity on the server, which may have ended. */
  public boolean hasJoined() {
    return joined;
  }

  public Phase phase() {
    return phase;
  }

  public void setPhase(Phase next) {
    phase = next;
  }

  /** The server's limits. All are 0 until the server has sent them. */
  public Limits limits() {
    return limits;
  }

  public void setLimits(Limits told) {
    limits = told;
  }

  /** Records that a call to the server has started. */
  public void called() {
    calls++;
  }

  public void answered() {
    calls--;
  }

  /** How many messages and calls have no answer yet. */
  public int answersMissing() {
    return own.unanswered() + calls;
  }
}
