package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.SetRoomRoleRequest;
import chat.charla.client.CallFailure;
import chat.charla.client.Scheduler;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.FakeDisk;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateRoomRequest;
import com.google.protobuf.FieldMask;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A room with owners, moderators, members and guests, who change its settings and their roles, and
 * remove, mute and ban each other, while they enter, leave and post. Most runs have none. It has
 * random numbers of its own, except for its connections.
 */
final class Moderation {
  private static final long MODERATION = 0x6d6f646572617465L;
  private static final String ROOM = "court";

  private final Random random;
  private final SimulatedServer server;
  private final Runnable crash;
  private final Scheduler scheduler;
  private final FakeDisk disk;
  private final Function<Truth, SimulatedTransport> connect;
  private final Truth truth;
  private final RepeatedCalls calls;
  private final List<ModeratedUser> users = new ArrayList<>();
  private final Set<Long> spans = new HashSet<>();
  private final Set<String> refusedMarks = new HashSet<>();
  private final boolean active;
  private boolean begun;
  private boolean defective;
  private int changes;
  private int unanswered;
  private @Nullable RoomHistory history;
  private @Nullable RoomRules rules;
  private @Nullable RoomAnswers answers;

  /**
   * Decides whether the run of this seed has such a room.
   *
   * @param possible whether it may have one
   * @param crash kills the server and starts it again
   * @param connect makes a transport whose frames are checked by this object
   */
  Moderation(
      long seed,
      boolean possible,
      FakeDisk disk,
      SimulatedServer server,
      Runnable crash,
      Function<Truth, SimulatedTransport> connect,
      Scheduler scheduler) {
    this.random = Simulation.ownRandom(seed, MODERATION);
    this.active = random.nextInt(3) == 0 && possible;
    this.disk = disk;
    this.server = server;
    this.crash = crash;
    this.scheduler = scheduler;
    this.connect = connect;
    this.truth = new Truth(disk);
    this.calls = new RepeatedCalls(truth, scheduler);
  }

  void serverIsDefective() {
    defective = true;
    truth.serverIsDefective();
  }

  private void begin() {
    begun = true;
    RoomRules ofRoom =
        new RoomRules(
            this::lastEntered,
            () -> server.undisturbedClock().toEpochMilli(),
            server::running,
            !defective);
    RoomHistory ofEvents = new RoomHistory(TimelineId.room(ROOM), disk, ofRoom);
    RoomAnswers told = new RoomAnswers(ofEvents, ofRoom, defective);
    rules = ofRoom;
    history = ofEvents;
    answers = told;
    for (String name : List.of("Judge", "Deputy", "Clerk", "Visitor", "Witness")) {
      boolean account = !name.equals("Visitor") && !name.equals("Witness");
      SimulatedTransport transport = connect.apply(truth).from(InetAddress.getLoopbackAddress());
      if (name.equals("Clerk") || name.equals("Visitor")) {
        transport.edition(random.nextInt(2));
      }
      users.add(
          new ModeratedUser(
              name, ROOM, account, random, truth, ofEvents, told, transport, scheduler));
    }
  }

  private long lastEntered(String userId) {
    return users.stream()
        .filter(user -> user.id().equals(userId))
        .mapToLong(ModeratedUser::lastEntered)
        .max()
        .orElse(0);
  }

  /** Lets the users act. */
  void act() {
    if (!active) {
      return;
    }
    if (!begun) {
      begin();
    }
    history().observe();
    prepare();
    if (users.stream().allMatch(ModeratedUser::isReady)) {
      for (int acts = random.nextInt(5); acts > 0; acts--) {
        act(any());
      }
    }
    truth.requireUnbroken();
  }

  private void prepare() {
    for (ModeratedUser user : users) {
      user.prepare();
      if (user.isReady() && rules != null) {
        rules.knows(user.user());
      }
    }
  }

  private ModeratedUser any() {
    return users.get(random.nextInt(users.size()));
  }

  private void act(ModeratedUser user) {
    int roll = random.nextInt(100);
    if (roll < 8) {
      users.forEach(ModeratedUser::sayByAll);
    } else if (roll < 35) {
      user.say();
    } else if (roll < 48) {
      user.enter();
    } else if (roll < 51) {
      user.leave();
    } else if (roll < 60) {
      user.askRoom();
    } else if (roll < 82) {
      changeMember(actor(), any());
    } else if (roll < 90) {
      changeSettings(actor());
    } else if (roll < 93) {
      user.transport().cut(Duration.ofMillis(random.nextInt(5000)));
    } else if (roll < 96) {
      user.transport().stall(Duration.ofMillis(random.nextInt(3000)));
    } else if (roll < 98) {
      user.transport().loseAnswers(random.nextInt(3) * 0.2);
    } else {
      nameRole(any());
    }
  }

  /** A user; mostly one who may do something. */
  private ModeratedUser actor() {
    List<ModeratedUser> able =
        users.stream().filter(user -> roleOf(user).compareTo(Role.ROLE_MODERATOR) >= 0).toList();
    return able.isEmpty() || random.nextInt(5) == 0 ? any() : able.get(random.nextInt(able.size()));
  }

  private Role roleOf(ModeratedUser user) {
    return rules == null ? Role.ROLE_GUEST : rules.role(history().last(), user.id());
  }

  /** A time that no other call has, so that its event shows the call. */
  private long newSpan() {
    long span;
    do {
      span = 1000 + random.nextInt(20_000);
    } while (!spans.add(span));
    return span;
  }

  private void changeMember(ModeratedUser actor, ModeratedUser target) {
    UpdateMemberRequest.Builder request =
        UpdateMemberRequest.newBuilder().setRoom(ROOM).setUserId(target.id());
    String mark = "";
    long span = newSpan();
    switch (random.nextInt(8)) {
      case 0, 1 -> request.setRoleValue(1 + random.nextInt(5));
      case 2 -> {
        request.setMute(duration(span));
        mark = RoomHistory.muteMark(target.id(), span);
      }
      case 3 -> {
        request.setBan(duration(span)).setRoleValue(random.nextInt(2));
        mark = RoomHistory.banMark(target.id(), span);
      }
      case 4 -> request.setMute(duration(0));
      case 5 -> request.setBan(duration(0));
      case 6 -> request.setRemove(true);
      default -> {
        request.setMute(duration(span)).setRemove(true);
        mark = RoomHistory.muteMark(target.id(), span);
      }
    }
    String sent = mark;
    long head = history().head();
    unanswered++;
    if (random.nextInt(6) == 0) {
      // Perhaps after the event of a removal and that of another change, and before the record of
      // the removed user is stored.
      var unused = scheduler.schedule(Duration.ofMillis(random.nextInt(100)), crash);
      changeSettings(actor());
      changeSettings(actor());
    }
    actor
        .transport()
        .unary(
            RoomServiceGrpc.getUpdateMemberMethod(),
            request.build(),
            actor.anyToken(),
            RepeatedCalls.answer(
                response -> changed(sent, head, target, response.getState()),
                failure -> failed(sent, failure)));
  }

  /** A change is answered with this state of the user. */
  private void changed(String mark, long head, ModeratedUser target, MemberState told) {
    unanswered--;
    history().observe();
    requireStored(mark);
    RoomAnswers comparing = answers;
    require(
        comparing == null
            || !history().isComplete()
            || history()
                .hasHeldAtOrAfter(head, state -> comparing.isSame(told, state, target.id())),
        "%s is told as %s, and never was that since %s",
        target,
        told,
        head);
  }

  private void requireStored(String mark) {
    require(
        mark.isEmpty() || !history().isComplete() || history().has(mark),
        "a change is answered and not stored: %s",
        mark);
  }

  private void failed(String mark, CallFailure failure) {
    unanswered--;
    ErrorReason reason = failure.reason();
    if (!calls.isTransient(failure)) {
      refusedMarks.add(mark);
      require(
          reason == ErrorReason.ERROR_REASON_ROLE_TOO_LOW
              || reason == ErrorReason.ERROR_REASON_BANNED
              || reason == ErrorReason.ERROR_REASON_LAST_OWNER
              || reason == ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED
              || reason == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND
              || reason == ErrorReason.ERROR_REASON_ARGUMENT_INVALID,
          "a change is refused: %s",
          failure);
    }
  }

  private void changeSettings(ModeratedUser actor) {
    RoomSettings.Builder settings = RoomSettings.newBuilder();
    FieldMask.Builder mask = FieldMask.newBuilder();
    String mark = "";
    switch (random.nextInt(5)) {
      case 0 -> {
        mask.addPaths("access");
        settings.setAccess(
            random.nextInt(3) == 0
                ? RoomAccess.ROOM_ACCESS_ACCOUNTS
                : RoomAccess.ROOM_ACCESS_PUBLIC);
      }
      case 1 -> {
        mask.addPaths("post_role");
        settings.setPostRoleValue(random.nextBoolean() ? 0 : 2 + random.nextInt(4));
      }
      case 2, 3 -> {
        mask.addPaths("slow_mode");
        settings.setSlowMode(
            com.google.protobuf.Duration.newBuilder().setSeconds(random.nextInt(4)));
      }
      default -> {
        String topic = "topic " + ++changes;
        mask.addPaths("topic").addPaths("slow_mode");
        settings.setTopic(topic);
        mark = RoomHistory.topicMark(topic);
      }
    }
    String sent = mark;
    long head = history().head();
    unanswered++;
    actor
        .transport()
        .unary(
            RoomServiceGrpc.getUpdateRoomMethod(),
            UpdateRoomRequest.newBuilder()
                .setRoom(ROOM)
                .setSettings(settings)
                .setUpdateMask(mask)
                .build(),
            actor.anyToken(),
            RepeatedCalls.answer(
                response -> {
                  unanswered--;
                  history().observe();
                  requireStored(sent);
                  require(
                      !history().isComplete()
                          || history()
                              .hasHeldAtOrAfter(
                                  head, state -> state.settings().equals(response.getSettings())),
                      "the settings are told as %s, and never were that since %s",
                      response,
                      head);
                },
                failure -> failed(sent, failure)));
  }

  /** The operator gives a user a role. */
  private void nameRole(ModeratedUser target) {
    Role role = random.nextBoolean() ? Role.ROLE_OWNER : Role.ROLE_MODERATOR;
    long head = history().head();
    unanswered++;
    target
        .transport()
        .unary(
            AdminServiceGrpc.getSetRoomRoleMethod(),
            SetRoomRoleRequest.newBuilder()
                .setRoom(ROOM)
                .setUserId(target.id())
                .setRole(role)
                .build(),
            SimulatedServer.ADMIN_TOKEN,
            RepeatedCalls.answer(
                response -> changed("", head, target, response.getState()),
                failure -> failed("", failure)));
  }

  private static com.google.protobuf.Duration duration(long millis) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }

  /** Checks everything when there are no more faults. */
  void check(People people, Consumer<Duration> passTime) {
    if (!begun) {
      return;
    }
    users.forEach(user -> user.transport().loseAnswers(0));
    people.await(
        "the users of the moderated room have their sessions",
        () -> {
          prepare();
          return users.stream().allMatch(ModeratedUser::isReady);
        });
    users.forEach(ModeratedUser::enter);
    people.await("the moderated room has its answers", this::hasAnswers);
    passTime.accept(Duration.ofSeconds(30));
    history().observe();
    if (!history().epoch().isEmpty()) {
      compare(people);
      crash.run();
      people.await("the users are online after a crash", this::hasAnswers);
      passTime.accept(Duration.ofSeconds(30));
      compare(people);
    }
    refusedMarks.forEach(
        mark -> require(mark.isEmpty() || !history().has(mark), "refused and stored: %s", mark));
    truth.requireKept();
  }

  /** What the users are told, and what their clients have folded, is the present state. */
  private void compare(People people) {
    users.forEach(ModeratedUser::askRoom);
    people.await("the users know the room", this::hasAnswers);
    users.forEach(ModeratedUser::requireFolded);
    listMembers(people);
  }

  private boolean hasAnswers() {
    truth.requireUnbroken();
    return unanswered == 0 && users.stream().allMatch(ModeratedUser::hasAnswers);
  }

  private void listMembers(People people) {
    users.stream()
        .filter(ModeratedUser::isIn)
        .findFirst()
        .ifPresent(
            asking -> {
              MemberList list =
                  new MemberList(ROOM, truth, history(), Objects.requireNonNull(answers));
              list.ask(asking);
              people.await("the members are listed", () -> hasAnswers() && list.isComplete());
              list.requireShows(users);
            });
  }

  /** Ends all streams. */
  void endStreams() {
    users.forEach(user -> user.client().close());
  }

  private RoomHistory history() {
    if (history == null) {
      throw new IllegalStateException("no user has acted yet");
    }
    return history;
  }
}
