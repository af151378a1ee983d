package chat.charla.client;

/** Something under way that can be given up. */
public interface Cancellable {
  /** Gives it up. Does nothing if it is over or given up already. Never throws; any thread. */
  void cancel();
}
