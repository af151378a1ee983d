package chat.charla.server.chat;

/**
 * What a stream does in one of its states; the Javadoc of {@link ConverseStream} shows all of them.
 * Each method is called on the core at an event, and does nothing unless the state overrides it.
 */
abstract class StreamState {
  /** The client is not authenticated yet. The transport reads no commands. */
  static final StreamState UNPROVEN = new StreamState() {};

  /** The stream has ended. */
  static final StreamState ENDED = new StreamState() {};

  /** A command has arrived. */
  void command(StreamCommand command) {}

  /** The client sends no more commands. */
  void halfClosed() {}

  /** The changes of the identity's rooms that were being stored are complete. */
  void roomsChanged() {}

  /** Another call has entered a room, and the client's edition of the contract has this change. */
  void enteredElsewhere(String room) {}

  /** The stream changes to another state. */
  void leave() {}
}
