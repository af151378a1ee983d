package chat.charla.bench.scenario;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.peer.UnaryClient;
import chat.charla.bench.report.Latencies;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import com.google.protobuf.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Measures changes of roles and bans in a room with many members who are offline, one call at a
 * time, and how long messages to the same room take meanwhile. Then lists all members, page by
 * page.
 */
public final class Moderation implements Scenario {
  private static final String ROOM = "live";
  private static final int OFFLINE_FACTOR = 5;
  private static final int LIVE_MEMBERS = 10;
  private static final int LIVE_RATE = 50;
  private static final int AT_ONCE = 64;
  private static final int PAGE = 1000;
  private static final int WINDOWS = 2;
  private static final int LISTS = 5;
  private static final java.time.Duration SILENCE = java.time.Duration.ofSeconds(120);
  private static final double MEBI = 1 << 20;

  private final List<String> users = new ArrayList<>();
  private String owner = "";

  @Override
  public String name() {
    return "moderation";
  }

  @Override
  public String what() {
    return "changes of roles and bans in a room with many members, and lists of its members";
  }

  @Override
  public Result run(TestBed bed) {
    Result result = new Result(name());
    users.clear();
    int members =
        OFFLINE_FACTOR
            * bed.scale().rooms().members().stream().mapToInt(each -> each).max().orElseThrow();
    try (Loop loop = new Loop();
        ContractPeer charla = bed.peers().charla(name(), "--registration", "open")) {
      UnaryClient client = new UnaryClient(loop, charla);
      bed.say(members + " identities enter the room");
      createRoom(loop, client);
      fill(loop, client, members);
      try (LiveRoom live = new LiveRoom(charla, LIVE_MEMBERS, LIVE_RATE)) {
        java.time.Duration window = bed.scale().time().window();
        double alone = live.p99Millis(bed.scale().time().warmUp().dividedBy(2), window);
        changes(bed, loop, client, charla, live)
            .forEach(row -> result.add(row.with("before", alone)));
      }
      lists(loop, client, result, members);
      client.close();
    }
    result.note(
        "%d members are offline, and %d get %d messages/s (live), from a separate thread"
            .formatted(members, LIVE_MEMBERS, LIVE_RATE));
    return result;
  }

  private void createRoom(Loop loop, UnaryClient client) {
    boolean[] done = new boolean[1];
    client.call(
        "charla.v1.AccountService/Register",
        "",
        RegisterRequest.newBuilder()
            .setName("owner")
            .setCredential(Credential.newBuilder().setPassword("the tide is out"))
            .setRequestId(UUID.randomUUID().toString())
            .build(),
        RegisterResponse.parser(),
        registered -> {
          owner = registered.getJoined().getSessionToken();
          enter(client, owner, () -> done[0] = true);
        });
    loop.runUntil("the room is created", SILENCE, () -> done[0] ? 1 : 0, () -> done[0]);
  }

  private static void enter(UnaryClient client, String token, Runnable whenDone) {
    client.call(
        "charla.v1.ChatService/Execute",
        token,
        ExecuteRequest.newBuilder()
            .setCommand(
                ConverseRequest.newBuilder().setEnterRoom(EnterRoom.newBuilder().setRoom(ROOM)))
            .build(),
        ExecuteResponse.parser(),
        entered -> whenDone.run());
  }

  /** Lets so many identities join and enter the room. */
  private void fill(Loop loop, UnaryClient client, int members) {
    int[] begun = new int[1];
    int[] entered = new int[1];
    Runnable[] next = new Runnable[1];
    next[0] =
        () -> {
          if (begun[0] < members) {
            client.call(
                "charla.v1.ChatService/Join",
                "",
                JoinRequest.newBuilder()
                    .setName("member-" + begun[0]++)
                    .setRequestId(UUID.randomUUID().toString())
                    .build(),
                JoinResponse.parser(),
                joined -> {
                  users.add(joined.getSelf().getId());
                  enter(
                      client,
                      joined.getSessionToken(),
                      () -> {
                        entered[0]++;
                        next[0].run();
                      });
                });
          }
        };
    for (int i = 0; i < AT_ONCE; i++) {
      next[0].run();
    }
    loop.runUntil("all are members", SILENCE, () -> entered[0], () -> entered[0] == members);
  }

  private List<Row> changes(
      TestBed bed, Loop loop, UnaryClient client, ContractPeer charla, LiveRoom live) {
    java.time.Duration time = bed.scale().time().window().multipliedBy(WINDOWS);
    bed.say("warming up");
    change(loop, client, bed.scale().time().warmUp(), index -> mute(index, 60));
    List<Row> rows = new ArrayList<>();
    rows.add(measure(loop, client, charla, live, time, "role", this::role));
    rows.add(measure(loop, client, charla, live, time, "ban", this::ban));
    return rows;
  }

  private UpdateMemberRequest.Builder update(int index) {
    return UpdateMemberRequest.newBuilder()
        .setRoom(ROOM)
        .setUserId(users.get(index % users.size()));
  }

  private UpdateMemberRequest mute(int index, int seconds) {
    return update(index).setMute(Duration.newBuilder().setSeconds(seconds)).build();
  }

  /** Makes the next member a reader; after all members, gives them back the role of guests. */
  private UpdateMemberRequest role(int index) {
    boolean even = index / users.size() % 2 == 0;
    return update(index).setRole(even ? Role.ROLE_READER : Role.ROLE_GUEST).build();
  }

  private UpdateMemberRequest ban(int index) {
    return update(index).setBan(Duration.newBuilder().setSeconds(3600)).build();
  }

  private Row measure(
      Loop loop,
      UnaryClient client,
      ContractPeer charla,
      LiveRoom live,
      java.time.Duration time,
      String what,
      IntFunction<UpdateMemberRequest> request) {
    double memoryBefore = JavaMemory.liveBytes(charla.process());
    double writtenBefore = charla.process().writtenBytes();
    Meter meter = Meter.start(charla.process());
    int[] index = new int[1];
    Latencies latencies = change(loop, client, time, none -> request.apply(index[0]++));
    Measured measured = meter.stop(latencies.count(), latencies.count());
    double written = charla.process().writtenBytes() - writtenBefore;
    double memoryAfter = JavaMemory.liveBytes(charla.process());
    live.begin();
    Latencies meanwhile = change(loop, client, time, none -> request.apply(index[0]++));
    double busy = live.endP99Millis();
    return new Row()
        .with("call", what)
        .with("calls", latencies.count() + meanwhile.count())
        .with("p50 ms", latencies.percentileMillis(50))
        .with("p99 ms", latencies.percentileMillis(99))
        .with("written KiB/call", written / 1024 / latencies.count())
        .with("cpu µs/call", measured.serverMicrosPerMessage())
        .with("memory MiB", memoryBefore / MEBI)
        .with("after", memoryAfter / MEBI)
        .with("live p99 ms", busy);
  }

  /** Makes calls for this time, each when the one before is answered. */
  private Latencies change(
      Loop loop,
      UnaryClient client,
      java.time.Duration time,
      IntFunction<UpdateMemberRequest> request) {
    Latencies latencies = new Latencies();
    long end = System.nanoTime() + time.toNanos();
    boolean[] waiting = new boolean[1];
    Runnable[] next = new Runnable[1];
    int[] index = new int[1];
    next[0] =
        () -> {
          long begun = System.nanoTime();
          waiting[0] = begun < end;
          if (waiting[0]) {
            client.call(
                "charla.v1.RoomService/UpdateMember",
                owner,
                request.apply(index[0]++),
                UpdateMemberResponse.parser(),
                done -> {
                  latencies.record(begun, System.nanoTime());
                  next[0].run();
                });
          }
        };
    next[0].run();
    loop.runUntil("the changes are made", SILENCE, () -> index[0], () -> !waiting[0]);
    if (latencies.count() == 0) {
      throw new BenchFailure("no change was made in " + time);
    }
    return latencies;
  }

  private void lists(Loop loop, UnaryClient client, Result result, int members) {
    result.add(list(loop, client, "all members", ListMembersRequest.newBuilder(), members));
    result.add(
        list(
            loop,
            client,
            "restricted members",
            ListMembersRequest.newBuilder().setRestricted(true),
            0));
    result.add(
        list(
            loop,
            client,
            "owners",
            ListMembersRequest.newBuilder().setMinRole(Role.ROLE_OWNER),
            1));
  }

  /** Lists all pages several times. */
  private Row list(
      Loop loop, UnaryClient client, String what, ListMembersRequest.Builder request, int least) {
    Latencies all = new Latencies();
    Latencies first = new Latencies();
    Latencies last = new Latencies();
    int[] listed = new int[1];
    for (int round = 0; round < LISTS; round++) {
      listed[0] = 0;
      String[] token = {""};
      boolean[] done = new boolean[1];
      while (!done[0]) {
        long begun = System.nanoTime();
        boolean[] answered = new boolean[1];
        client.call(
            "charla.v1.RoomService/ListMembers",
            owner,
            request.setRoom(ROOM).setPageSize(PAGE).setPageToken(token[0]).build(),
            ListMembersResponse.parser(),
            page -> {
              long now = System.nanoTime();
              all.record(begun, now);
              if (token[0].isEmpty()) {
                first.record(begun, now);
              }
              if (page.getNextPageToken().isEmpty()) {
                last.record(begun, now);
              }
              token[0] = page.getNextPageToken();
              listed[0] += page.getMembersCount();
              done[0] = token[0].isEmpty();
              answered[0] = true;
            });
        loop.runUntil("a page is listed", SILENCE, () -> answered[0] ? 1 : 0, () -> answered[0]);
      }
      if (listed[0] < least) {
        throw new BenchFailure("only " + listed[0] + " members are listed");
      }
    }
    return new Row()
        .with("call", "list: " + what)
        .with("calls", all.count())
        .with("p50 ms", all.percentileMillis(50))
        .with("p99 ms", all.percentileMillis(99))
        .with("first page ms", first.percentileMillis(50))
        .with("last page ms", last.percentileMillis(50))
        .with("listed", listed[0]);
  }
}
