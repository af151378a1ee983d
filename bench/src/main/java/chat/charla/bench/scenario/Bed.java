package chat.charla.bench.scenario;

import chat.charla.bench.peer.Peers;
import java.io.PrintStream;

/**
 * What a measurement is made on.
 *
 * @param peers starts the servers
 * @param scale how much of everything
 * @param progress where it says what it is doing
 */
public record Bed(Peers peers, Scale scale, PrintStream progress) {

  /** Tells the impatient what is going on. */
  public void say(String what) {
    progress.println("   ... " + what);
  }
}
