package chat.charla.bench.scenario;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.AccountClient;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Latencies;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures how long log-ins take: with the right password, with a wrong one, and with a name that
 * no account has. The last two should take equally long. Then so many clients log in at once that
 * the server's threads for passwords are always busy. That should hardly delay the messages of a
 * room.
 */
public final class Logins implements Scenario {
  private static final int LIVE_RATE = 100;
  private static final int LIVE_MEMBERS = 50;
  private static final int FLOODERS = 32;
  private static final int WINDOWS = 15;
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final String PASSWORD = "the tide is out";

  private enum Kind {
    RIGHT("right password"),
    WRONG("wrong password"),
    UNKNOWN("unknown name");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  @Override
  public String name() {
    return "logins";
  }

  @Override
  public String what() {
    return "how long log-ins take, and what many of them do to the messages of a room";
  }

  @Override
  public Result run(TestBed bed) {
    Result result = new Result(name());
    try (Loop loop = new Loop();
        ContractPeer charla = bed.peers().charla(name(), "--registration", "open");
        LiveRoom live = new LiveRoom(charla, LIVE_MEMBERS, LIVE_RATE)) {
      Scale scale = bed.scale();
      Duration time = scale.time().window().multipliedBy(WINDOWS);
      for (int i = 0; i < FLOODERS; i++) {
        register(loop, charla, account(i));
      }
      bed.say("warming up");
      new Attempts(loop, charla, List.of(Kind.values()), 1).run(scale.time().warmUp());
      double alone =
          live.p99Millis(scale.time().warmUp().dividedBy(2), scale.time().window().multipliedBy(2));
      bed.say("one log-in at a time");
      measure("one at a time", new Attempts(loop, charla, List.of(Kind.values()), 1), live, time)
          .forEach(row -> result.add(row.with("before", alone)));
      bed.say(FLOODERS + " log-ins at a time");
      measure(
              FLOODERS + " at a time",
              new Attempts(loop, charla, List.of(Kind.WRONG, Kind.UNKNOWN), FLOODERS),
              live,
              time)
          .forEach(row -> result.add(row.with("before", alone)));
    }
    result.note(
        "live: " + LIVE_MEMBERS + " members, " + LIVE_RATE + " messages/s, from a separate thread");
    result.note("the clients are on this machine, so no limit on guessing applies to them");
    return result;
  }

  private static String account(int client) {
    return "owner-" + client;
  }

  private static void register(Loop loop, ContractPeer charla, String name) {
    AccountClient client = new AccountClient(loop, charla);
    boolean[] registered = new boolean[1];
    client.register(
        name,
        PASSWORD,
        accepted -> {
          if (!accepted) {
            throw new BenchFailure("the server registers no account");
          }
          registered[0] = true;
        });
    loop.runUntil(
        "the account is registered", SILENCE, () -> registered[0] ? 1 : 0, () -> registered[0]);
    client.close();
  }

  private static List<Row> measure(String logins, Attempts attempts, LiveRoom live, Duration time) {
    live.begin();
    attempts.run(time);
    double busy = live.endP99Millis();
    List<Row> rows = new ArrayList<>();
    attempts.latencies.forEach(
        (kind, latencies) ->
            rows.add(
                new Row()
                    .with("log-ins", logins)
                    .with("with", kind.description)
                    .with("p10 ms", latencies.percentileMillis(10))
                    .with("p50 ms", latencies.percentileMillis(50))
                    .with("p90 ms", latencies.percentileMillis(90))
                    .with("p99 ms", latencies.percentileMillis(99))
                    .with("most ms", latencies.maxMillis())
                    .with("counted", latencies.count())
                    .with("live p99 ms", busy)
                    .with("sent late p99 ms", live.lateP99Millis())));
    return rows;
  }

  /** Clients that log in again and again. Each waits for its answer before it logs in again. */
  private static final class Attempts {
    private final Loop loop;
    private final List<Kind> kinds;
    private final List<AccountClient> clients = new ArrayList<>();
    private final Map<Kind, Latencies> latencies = new EnumMap<>(Kind.class);
    private final SplittableRandom random = new SplittableRandom(1);
    private boolean ending;
    private int waiting;
    private long answered;

    Attempts(Loop loop, ContractPeer charla, List<Kind> kinds, int clients) {
      this.loop = loop;
      this.kinds = kinds;
      kinds.forEach(kind -> latencies.put(kind, new Latencies()));
      for (int i = 0; i < clients; i++) {
        this.clients.add(new AccountClient(loop, charla));
      }
    }

    void run(Duration time) {
      for (int i = 0; i < clients.size(); i++) {
        next(i);
      }
      loop.runFor(time);
      ending = true;
      loop.runUntil("the last answers", SILENCE, () -> answered, () -> waiting == 0);
      clients.forEach(AccountClient::close);
    }

    private void next(int client) {
      // In a fixed order, all clients would send the same kind at the same time. Each client has a
      // name of its own, because log-ins with the same name wait for each other.
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      String name = kind == Kind.UNKNOWN ? "unknown-" + client : account(client);
      String password = kind == Kind.WRONG ? "the tide is in" : PASSWORD;
      long begin = System.nanoTime();
      waiting++;
      clients
          .get(client)
          .logIn(
              name,
              password,
              accepted -> {
                waiting--;
                answered++;
                if (accepted != (kind == Kind.RIGHT)) {
                  throw new BenchFailure("the wrong answer to a log-in: " + kind.description);
                }
                Latencies ofKind = latencies.get(kind);
                if (ofKind != null) {
                  ofKind.record(begin, System.nanoTime());
                }
                if (!ending) {
                  next(client);
                }
              });
    }
  }
}
