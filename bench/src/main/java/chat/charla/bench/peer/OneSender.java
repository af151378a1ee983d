package chat.charla.bench.peer;

/**
 * A room to which one of its members sends every text.
 *
 * @param acknowledges whether the server acknowledges each text
 */
record OneSender(Sender sender, boolean acknowledges) implements Room {
  /** How the member sends. */
  interface Sender {
    /** Does what {@link Room#send} specifies. */
    void send(long number, int size);
  }

  @Override
  public void send(long number, int size) {
    sender.send(number, size);
  }
}
