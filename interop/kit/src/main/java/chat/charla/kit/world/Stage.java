package chat.charla.kit.world;

import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.testkit.network.Relay;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.testkit.network.Wire;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The server, the network, the client under test and the other clients of one run of a scenario.
 * Only the scenario's thread uses this object.
 */
public final class Stage implements AutoCloseable {
  /** How a client program is started. */
  public record Program(List<String> command, Path directory) {}

  private final Program program;
  private final Path serverJar;
  private final List<String> serverOptions;
  private final Path directory;
  private final Duration timeLimit;
  private final List<OtherClient> others = new ArrayList<>();
  private final List<Operator> operators = new ArrayList<>();
  private final List<ClientProcess> clients = new ArrayList<>();
  private final List<Wire> wires = new ArrayList<>();
  private final Relay relay;
  private final Wire wire;
  private final @Nullable SharedServer shared;
  private ServerProgram server;
  private int dataDirectories;
  private Path data;

  /** Starts the server and the network, but not the client. */
  public Stage(Program program, Path serverJar, List<String> serverOptions, Duration timeLimit)
      throws IOException {
    this(program, serverJar, serverOptions, timeLimit, null);
  }

  /** Starts the network in front of a server that runs already, and which it does not end. */
  public Stage(Program program, SharedServer shared, Duration timeLimit) throws IOException {
    this(program, shared.jar(), List.of(), timeLimit, shared);
  }

  private Stage(
      Program program,
      Path serverJar,
      List<String> serverOptions,
      Duration timeLimit,
      @Nullable SharedServer shared)
      throws IOException {
    this.program = program;
    this.serverJar = serverJar;
    this.serverOptions = serverOptions;
    this.timeLimit = timeLimit;
    this.shared = shared;
    this.directory = Files.createTempDirectory("charla-kit-");
    this.data = shared == null ? directory.resolve("data") : shared.data();
    this.server = shared == null ? startServer(serverJar, data, serverOptions) : shared.program();
    this.relay = new Relay(server.port());
    this.wire = new Wire(relay.port());
  }

  /** The network between client and relay. */
  public Wire wire() {
    return wire;
  }

  /** The relay between the wire and the server. */
  public Relay relay() {
    return relay;
  }

  /** Makes the relay follow this script from now on. */
  public void follow(Script script) {
    relay.follow(script);
  }

  /** The client's newest stream. */
  public RelayedCall stream() {
    return ContractCalls.stream(relay);
  }

  /** Every send with this message id, on any stream of the client. */
  public List<ContractCalls.Command> sends(String id) {
    return ContractCalls.sends(relay, id);
  }

  /** How long to wait for an event that must happen. */
  public Duration timeLimit() {
    return timeLimit;
  }

  /** Waits until the condition holds. */
  public void await(String what, BooleanSupplier condition) {
    Patience.await(what, timeLimit, condition);
  }

  /** Waits for this long, while the scenario expects that something does not happen. */
  public void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("the scenario took too long");
    }
  }

  /** Joins as another client, played by the kit. */
  public OtherClient otherClient(String name) {
    OtherClient other = OtherClient.join(server.port(), name);
    others.add(other);
    return other;
  }

  /** Joins as another client with this name, as soon as the name is free. */
  public OtherClient otherClientAsSoonAsFree(String name) {
    AtomicReference<@Nullable OtherClient> other = new AtomicReference<>();
    await(
        "the name " + name + " is free",
        () -> {
          try {
            other.set(otherClient(name));
            return true;
          } catch (StatusRuntimeException taken) {
            return false;
          }
        });
    OtherClient joined = other.get();
    if (joined == null) {
      throw new IllegalStateException();
    }
    return joined;
  }

  /** Another client with the token of the client under test, like a second copy of it. */
  public OtherClient twinOfClient() {
    OtherClient twin = OtherClient.as(server.port(), stream().token());
    others.add(twin);
    return twin;
  }

  /** Connects another client again, after a restart of the server. */
  public OtherClient reconnected(OtherClient other) {
    OtherClient back = other.at(server.port());
    others.add(back);
    return back;
  }

  /** Registers an account, and returns another client that is signed in to it. */
  public OtherClient registered(String name, String password) {
    OtherClient first = OtherClient.register(server.port(), name, password);
    others.add(first);
    return first;
  }

  /** The operator of the server that runs now. */
  public Operator operator() {
    Operator operator = Operator.of(server.port(), data);
    operators.add(operator);
    return operator;
  }

  /** Starts the client program and tells it to join; does not wait. */
  public ClientProcess start(String name) {
    return start("join " + name, "localhost:" + wire.port());
  }

  /** Starts the client program, makes it log in to an account, and waits until it is online. */
  public ClientProcess logIn(String name, String password) {
    return online("log-in " + name + " " + password);
  }

  /** Starts the client program with a session's token, and waits until it is online. */
  public ClientProcess useToken(String token) {
    return online("use-token " + token);
  }

  /**
   * Starts the client program and tells it to join; does not wait. The client gets two addresses of
   * the server: the first one accepts connections and stays silent, the second one is the wire's.
   */
  public ClientProcess startWithSilentAddress(String name) {
    try {
      Wire silent = new Wire(relay.port());
      wires.add(silent);
      silent.ignore();
      String addresses = "127.0.0.1:" + silent.port() + ",127.0.0.1:" + wire.port();
      return start("join " + name, addresses);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ClientProcess start(String firstCommand, String server) {
    try {
      ClientProcess client =
          ClientProcess.start(program.command(), program.directory(), server, timeLimit);
      clients.add(client);
      client.command(firstCommand);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the client program, and waits until it is online. */
  public ClientProcess join(String name) {
    return online("join " + name);
  }

  private ClientProcess online(String firstCommand) {
    ClientProcess client = start(firstCommand, "localhost:" + wire.port());
    client.awaitOnline(1);
    return client;
  }

  /** The client that was started first, or null if none was started. */
  public @Nullable ClientProcess client() {
    return clients.isEmpty() ? null : clients.get(0);
  }

  /** Kills the server, as {@code kill -9} does; its connections break. */
  public void killServer() {
    end(server::close);
    wire.cut();
  }

  /** Stops the server in an orderly way; new connections fail until it is restarted. */
  public void stopServer() {
    server.terminate();
    end(server::exitCode);
    end(server::close);
    wire.cut();
  }

  /** Starts the server again, with the same data. */
  public void restartServer() {
    try {
      server = startServer(serverJar, data, serverOptions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    relay.connectTo(server.port());
  }

  /** Starts a server without data in place of the old server. */
  public void replaceServer() {
    dataDirectories++;
    data = directory.resolve("data-" + dataDirectories);
    restartServer();
  }

  /** Makes a backup of the data of the stopped server. */
  public Path backUp() {
    Path copy = directory.resolve("backup");
    copy(data, copy);
    return copy;
  }

  /** Restores the data of the stopped server from a backup. */
  public void restore(Path backup) {
    dataDirectories++;
    data = directory.resolve("data-" + dataDirectories);
    copy(backup, data);
  }

  /** Gives every timeline of the stopped server a new epoch, as docs/running.md describes. */
  public void renewEpochs() {
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + data + "/charla.db");
        Statement statement = database.createStatement()) {
      statement.executeUpdate("UPDATE timelines SET epoch = lower(hex(randomblob(8)))");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a server, and returns when it listens. */
  static ServerProgram startServer(Path serverJar, Path data, List<String> serverOptions)
      throws IOException {
    ServerProgram.Launch launch =
        ServerProgram.jar(serverJar)
            .jvm("-Xshare:auto", "-Xmx256m")
            .jvm(QuickStart.options(serverJar))
            .data(data)
            .option(serverOptions.toArray(String[]::new));
    if (!serverOptions.contains("--message-rate")) {
      // Only scenarios about the message rate need a limit.
      launch.option("--message-rate", "0");
    }
    ServerProgram started = launch.start();
    try {
      started.port();
      return started;
    } catch (AssertionError failure) {
      started.close();
      // The client is not the cause, so this must not count as a failure of the scenario.
      throw new IOException(failure);
    }
  }

  @Override
  public void close() throws IOException {
    clients.forEach(ClientProcess::close);
    others.forEach(OtherClient::close);
    operators.forEach(Operator::close);
    wire.close();
    for (Wire each : wires) {
      each.close();
    }
    relay.close();
    try {
      if (shared == null) {
        end(server::close);
      }
    } catch (IllegalStateException stillRunning) {
      throw new IOException(stillRunning);
    } finally {
      Directories.delete(directory);
    }
  }

  /**
   * Ends the server. If the server does not end, the client is not the cause, so this must not
   * count as a failure of the scenario.
   */
  private static void end(Runnable ending) {
    try {
      ending.run();
    } catch (AssertionError stillRunning) {
      throw new IllegalStateException(stillRunning);
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Directories.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
