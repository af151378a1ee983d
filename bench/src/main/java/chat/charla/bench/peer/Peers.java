package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.process.JavaProgram;
import chat.charla.bench.process.PeerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Starts servers: Charla, and the peers with which it is compared.
 *
 * @param java builds command lines of Java programs
 * @param server the command line that runs Charla, without its options
 * @param before the command line of another build, or of the same build with other Java options;
 *     empty if there is no such comparison
 * @param profile the kind of gRPC client that the connections to gRPC servers imitate
 * @param work the directory in which each server gets its own folder
 */
public record Peers(
    JavaProgram java, List<String> server, List<String> before, ClientProfile profile, Path work) {
  /** The name of the {@link SendLoop}, which is the lower bound. */
  public static final String FLOOR = "floor";

  /** The name of the {@link ObserverLoop}. */
  public static final String OBSERVERS = "observers";

  /** The name of NATS core. */
  public static final String NATS = "nats";

  /** The name of Centrifugo. */
  public static final String CENTRIFUGO = "centrifugo";

  /**
   * The names of the peers that Charla can be compared with. {@link #OBSERVERS} and {@link #FLOOR}
   * are programs of the benchmark itself.
   */
  public static final List<String> NAMES = List.of(NATS, CENTRIFUGO, OBSERVERS, FLOOR);

  /** The name of another build of Charla. */
  public static final String BEFORE = "before";

  /**
   * The names of the peers that implement Charla's contract. The benchmark can run these peers with
   * clients of any profile.
   */
  public static final List<String> OF_CONTRACT = List.of(OBSERVERS, BEFORE);

  /** The options of the limits that a benchmark exceeds. The value 0 removes a limit. */
  private static final List<String> UNLIMITED =
      List.of("--message-rate", "--byte-rate", "--command-rate", "--max-connections");

  private static final String INSTALL_NATS = "on Debian: apt-get install nats-server";
  private static final String INSTALL_CENTRIFUGO =
      "with Go: go install github.com/centrifugal/centrifugo/v6@v6.9.1";

  private static final Pattern LISTENING = Pattern.compile("Server listening on .*:(\\d+)$");

  /** A copy that starts its servers in a separate directory, for clients of another profile. */
  public Peers with(ClientProfile other) {
    return new Peers(java, server, before, other, work.resolve(other.label()));
  }

  /**
   * Starts Charla with an empty data folder, without messages on its console, and without limits on
   * rates and connections.
   *
   * @param folder the name of the server's folder; unique in a run
   * @param options further options of the server
   */
  public ContractPeer charla(String folder, String... options) {
    List<String> program = new ArrayList<>(server);
    program.addAll(List.of(options));
    return charla("charla", program, UNLIMITED, work.resolve(folder));
  }

  private ContractPeer charla(
      String name, List<String> program, List<String> unlimited, Path home) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--lang", "en", "--quiet"));
    unlimited.forEach(option -> command.addAll(List.of(option, "0")));
    command.addAll(List.of("--data", home.resolve("data").toString()));
    PeerProcess process = PeerProcess.start(name, home, command);
    int port = Integer.parseInt(process.awaitLine(LISTENING).group(1));
    return new ContractPeer(process, new InetSocketAddress("127.0.0.1", port), profile);
  }

  /**
   * Starts a peer.
   *
   * @param name one of {@link #NAMES}, or {@link #BEFORE}
   * @throws BenchFailure if the peer is not installed
   */
  public Peer start(String name) {
    Path folder = work.resolve(name);
    return switch (name) {
      case NATS -> new NatsPeer(installed("nats-server", INSTALL_NATS), folder);
      case CENTRIFUGO -> new CentrifugoPeer(installed("centrifugo", INSTALL_CENTRIFUGO), folder);
      case OBSERVERS -> {
        int port = PeerProcess.freePort();
        PeerProcess process =
            PeerProcess.start(
                name, folder, java.main(ObserverLoop.class, List.of(Integer.toString(port))));
        yield new ContractPeer(process, process.awaitPort(port), profile);
      }
      case BEFORE -> charla(name, before, limitsOf(before), folder);
      case FLOOR -> new SendLoopPeer(java, folder);
      default -> throw new BenchFailure("there is no peer " + name + "; the peers are " + NAMES);
    };
  }

  /**
   * The options of {@link #UNLIMITED} that the other build has. Older builds lack some of these
   * options.
   */
  private static List<String> limitsOf(List<String> program) {
    List<String> command = new ArrayList<>(program);
    command.add("--help");
    try {
      Process help = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return UNLIMITED.stream().filter(option -> text.contains(option + "=")).toList();
    } catch (IOException e) {
      throw new BenchFailure("cannot run the other build", e);
    }
  }

  private static Path installed(String program, String how) {
    return PeerFiles.program(program)
        .orElseThrow(() -> new BenchFailure(program + " is not installed; " + how));
  }
}
