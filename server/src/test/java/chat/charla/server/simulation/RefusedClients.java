package chat.charla.server.simulation;

import java.net.InetAddress;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The clients that try what the server must refuse; in most runs there are none. Each has its own
 * random numbers, on which the other parts of the run do not depend.
 */
final class RefusedClients {
  private static final long PROGRAM = 0x70726f6772616dL;
  private static final long BLOCKED = 0x626c6f636b6564L;

  private final Random programRandom;
  private final @Nullable LimitedProgram program;
  private final Random blockedRandom;
  private final @Nullable BlockedWriter blocked;

  /**
   * Decides which clients there are.
   *
   * @param possible whether there may be any
   * @param connect makes a transport with random delays
   */
  RefusedClients(
      long seed, boolean possible, Truth truth, Function<Random, SimulatedTransport> connect) {
    programRandom = Simulation.ownRandom(seed, PROGRAM);
    program =
        possible && programRandom.nextInt(4) == 0
            ? new LimitedProgram(truth, local(connect, programRandom), programRandom)
            : null;
    blockedRandom = Simulation.ownRandom(seed, BLOCKED);
    blocked =
        possible && blockedRandom.nextInt(4) == 0
            ? new BlockedWriter(truth, local(connect, blockedRandom), blockedRandom)
            : null;
  }

  /** A transport on the server's machine, where passwords are accepted. */
  private static SimulatedTransport local(
      Function<Random, SimulatedTransport> connect, Random random) {
    return connect.apply(random).from(InetAddress.getLoopbackAddress());
  }

  /** Lets each of the clients act now and then. */
  void act() {
    if (program != null && programRandom.nextInt(3) == 0) {
      program.act();
    }
    if (blocked != null && blockedRandom.nextInt(3) == 0) {
      blocked.act();
    }
  }
}
