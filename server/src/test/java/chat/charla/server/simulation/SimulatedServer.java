package chat.charla.server.simulation;

import chat.charla.admin.v1.GetStatusResponse;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.admin.AdminListener;
import chat.charla.server.admin.Administration;
import chat.charla.server.admin.Reloader;
import chat.charla.server.chat.AdminActions;
import chat.charla.server.chat.Chat;
import chat.charla.server.chat.ChatAssembly;
import chat.charla.server.chat.ChatConfig;
import chat.charla.server.chat.ChatEnvironment;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.chat.ProtoFormat;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.disk.Disk.Space;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.disk.DiskWatch;
import chat.charla.server.disk.MinFree;
import chat.charla.server.grpc.AccountService;
import chat.charla.server.grpc.AdminCalls;
import chat.charla.server.grpc.AdminService;
import chat.charla.server.grpc.BanGuard;
import chat.charla.server.grpc.ChatService;
import chat.charla.server.grpc.ClientAddresses;
import chat.charla.server.grpc.ClientCertificates;
import chat.charla.server.grpc.RoomService;
import chat.charla.server.health.Health;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.logging.TemporaryLevels;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.password.FakeHasher;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.server.room.Activity;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.server.storage.Storage;
import chat.charla.server.storage.StorageListener;
import chat.charla.server.storage.WatchedStorage;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.Limits;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A server in virtual time: the production chat and gRPC binding, over a disk that outlives the
 * server. Not thread-safe.
 */
public final class SimulatedServer {
  /** The administration token. */
  public static final String ADMIN_TOKEN = "administration-token";

  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LOOPS = 2;
  private static final int MAX_REQUEST_BYTES = 256 * 1024;
  private static final int MAX_CURSORS = 1_000;

  private final VirtualTime time;
  private final Random random;
  private final FakeDisk disk;
  private final FakeFaults faults;
  private final ChatConfig config;
  private final long windowBytes;
  private Activity activity = Activity.NONE;
  private IdTokens idTokens = IdTokens.NONE;
  private Duration wallClockShift = Duration.ZERO;
  private Defects defects = Defects.NONE;
  private final List<StorageListener.Operation> storageFailures = new ArrayList<>();
  private boolean watched;
  private MinFree minFree = MinFree.NONE;
  private Space space = new Space(1, 1);
  private DiskWatch.Listener diskListener = change -> {};
  private Runnable whenItEnds = () -> {};
  private @Nullable Running running;

  /** A server that is not started yet, with the configuration that {@link #config} returns. */
  public SimulatedServer(
      VirtualTime time,
      Random random,
      FakeDisk disk,
      FakeFaults faults,
      ChatConfig config,
      long windowBytes) {
    this.time = time;
    this.random = random;
    this.disk = disk;
    this.faults = faults;
    this.config = config;
    this.windowBytes = windowBytes;
  }

  /** The configuration with these settings, and with the limits that clients are told. */
  public static ChatConfig config(
      IdentitySettings identities, ChatSettings chat, RoomSettings rooms) {
    return config(
        identities, chat, rooms, RetentionAges.UNLIMITED, AccountSettings.DEFAULT, Duration.ZERO);
  }

  /** The configuration with these settings, and with the limits that clients are told. */
  public static ChatConfig config(
      IdentitySettings identities,
      ChatSettings chat,
      RoomSettings rooms,
      RetentionAges retention,
      AccountSettings accounts,
      Duration repetitionWindow) {
    Limits.Builder limits =
        Limits.newBuilder()
            .setMaxTextCodePoints(rooms.textRules().maxCodePoints())
            .setMaxTextBytes(rooms.textRules().maxBytes())
            .setMaxOutstandingCommands(64)
            .setMaxClientMessageIdBytes(64)
            .setMaxPageSize(1000)
            .setMaxCursors(MAX_CURSORS);
    if (!repetitionWindow.isZero()) {
      limits.getRepetitionWindowBuilder().setSeconds(repetitionWindow.toSeconds());
    }
    return new ChatConfig(identities, chat, rooms, retention, accounts, limits.build());
  }

  /** The running process, if its start is complete. */
  @Nullable Running running() {
    return running != null && running.started ? running : null;
  }

  /** Starts a process, unless one is running. */
  public void start() {
    if (running == null) {
      running = new Running();
    }
  }

  /** Makes the process drain: it tells its clients to reconnect later, and still runs. */
  public void drain() {
    if (running != null) {
      running.chat.drain();
    }
  }

  /** Changes settings of the process while it runs. */
  public void adjust(ChatSettings settings, long retainMessages, RetentionAges ages) {
    if (running != null) {
      running.chat.adjust(settings, retainMessages, ages);
    }
  }

  /** Reports activity to this object, from the next start on. */
  public void reportActivityTo(Activity receiver) {
    activity = receiver;
  }

  /** Checks id tokens by this object, from the next start on. */
  public void checkIdTokensBy(IdTokens checker) {
    idTokens = checker;
  }

  /**
   * Checks the server's health, from the next start on. From then on, virtual time always has a
   * pending task.
   */
  public void watchHealth() {
    watched = true;
  }

  /**
   * Watches how much of the disk is free, from the next start on. From then on, virtual time always
   * has a pending task.
   *
   * @param min how much should be free
   */
  public void watchDisk(MinFree min, DiskWatch.Listener listener) {
    minFree = min;
    diskListener = listener;
  }

  /** Sets how much of the disk is free. */
  public void setSpace(Space free) {
    space = free;
  }

  /** The operations of the storage that have failed since the first start, in order. */
  public List<StorageListener.Operation> storageFailures() {
    return storageFailures;
  }

  private StorageListener recordFailures() {
    return new StorageListener() {
      @Override
      public void failed(Operation operation) {
        storageFailures.add(operation);
      }
    };
  }

  /** Whether health says that the chat works; true if health is not checked. */
  public boolean works() {
    return running != null && running.works;
  }

  /** Sets the wall clock forward or back; the monotonic clock does not change. */
  public void shiftWallClock(Duration shift) {
    wallClockShift = wallClockShift.plus(shift);
  }

  /**
   * Makes the wall clock throw at random. This acts like a defect at each place that reads the
   * clock: while a command is checked, and in the middle of changes.
   *
   * @param whenItEnds run when such an exception ends a process, before another one is started
   */
  public void defects(Defects chosen, Runnable whenItEnds) {
    defects = chosen;
    this.whenItEnds = whenItEnds;
  }

  /** The time on the wall clock, unless a defect is injected. */
  public Instant wallClock() {
    defects.throwAtRandom();
    return undisturbedClock();
  }

  /** The time on the wall clock, without defects. */
  Instant undisturbedClock() {
    return EPOCH.plusNanos(time.nanoTime()).plus(wallClockShift);
  }

  /** Kills the process: unwritten data is lost, and its connections break. */
  public void kill() {
    if (running != null) {
      Running ending = running;
      running = null;
      ending.end();
    }
  }

  private void restart() {
    kill();
    start();
  }

  /** One process. */
  final class Running {
    private final SimulatedScheduler core = new SimulatedScheduler(time);
    private final Scheduler supervised = new Supervised(core, this::failed);
    private final SimulatedScheduler disks = new SimulatedScheduler(time);
    private final SimulatedScheduler watch = new SimulatedScheduler(time);
    private final Map<SimulatedScheduler, ReaderLoop> loops = new LinkedHashMap<>();
    private final FakeStorage storage = new FakeStorage(disk, disks, random, faults);
    private final List<SimulatedCall<?, ?>> calls = new ArrayList<>();
    private final Chat chat;
    private final List<ServerServiceDefinition> services;
    private ReaderLoop currentLoop;
    private boolean started;
    private boolean works = true;

    Running() {
      Health health = new Health(watch, supervised);
      DiskWatch diskWatch =
          new DiskWatch(
              () -> space,
              minFree,
              watch,
              change -> {
                health.setDiskTooLow(change.level() == DiskLevel.TOO_LOW);
                diskListener.diskLevelChanged(change);
              });
      if (!minFree.equals(MinFree.NONE)) {
        diskWatch.start();
      }
      Storage watchedStorage =
          new WatchedStorage(storage, new ProtoFormat(), health, recordFailures());
      LocalDelivery delivery =
          new LocalDelivery(watchedStorage.messages(), supervised, new WindowBudget(windowBytes));
      for (int i = 0; i < LOOPS; i++) {
        SimulatedScheduler loop = new SimulatedScheduler(time);
        loops.put(loop, delivery.readerLoop(loop, loop));
      }
      currentLoop = loops.values().iterator().next();
      chat =
          ChatAssembly.assemble(
              config,
              watchedStorage,
              delivery,
              new ChatEnvironment(
                  supervised,
                  health,
                  diskWatch::level,
                  SimulatedServer.this::wallClock,
                  random,
                  new FakeHasher(time),
                  idTokens,
                  activity,
                  AdminActions.IGNORED));
      RefusalCounts refusals = new RefusalCounts();
      List<ServerServiceDefinition> unguarded =
          List.of(
              new ChatService(
                      chat,
                      delivery,
                      () -> currentLoop,
                      ClientAddresses.WITHOUT_PROXIES,
                      MAX_REQUEST_BYTES,
                      refusals,
                      ADMIN_TOKEN::equals)
                  .bind(),
              AccountService.bind(
                  chat.accounts(),
                  new ClientCertificates(true, ClientAddresses.WITHOUT_PROXIES),
                  MAX_REQUEST_BYTES,
                  refusals),
              RoomService.bind(
                  chat.rooms(), ClientAddresses.WITHOUT_PROXIES, MAX_REQUEST_BYTES, refusals),
              AdminService.bind(
                  new AdminCalls(administration(), ADMIN_TOKEN::equals),
                  chat,
                  ClientAddresses.WITHOUT_PROXIES,
                  MAX_REQUEST_BYTES,
                  refusals));
      BanGuard guard =
          new BanGuard(chat.bans(), ClientAddresses.WITHOUT_PROXIES, ADMIN_TOKEN::equals, refusals);
      services = unguarded.stream().map(each -> ServerInterceptors.intercept(each, guard)).toList();
      chat.start()
          .whenComplete(
              (none, failure) -> {
                if (failure == null) {
                  started = true;
                  if (watched) {
                    chat.watch(changed -> works = changed);
                  }
                } else {
                  // A process supervisor would restart the server like this.
                  core.schedule(Duration.ofSeconds(1), SimulatedServer.this::restart);
                }
              });
    }

    /** The calls of an operator, without those that concern the process. */
    private Administration administration() {
      return new Administration(
          GetStatusResponse::getDefaultInstance,
          new TemporaryLevels(watch, SimulatedServer.this::wallClock),
          (target, replace) -> {
            throw new UnsupportedOperationException("the simulation has no files");
          },
          Reloader.WITHOUT_FILE,
          chat::notify,
          chat::record,
          Path.of(""),
          SimulatedServer.this::wallClock,
          AdminListener.NONE);
    }

    /** The server's side of a method. */
    ServerMethodDefinition<?, ?> method(MethodDescriptor<?, ?> called) {
      return services.stream()
          .flatMap(service -> service.getMethods().stream())
          .filter(
              each ->
                  each.getMethodDescriptor().getFullMethodName().equals(called.getFullMethodName()))
          .findFirst()
          .orElseThrow();
    }

    /** The event loop of a new connection. */
    Scheduler anyLoop() {
      return List.copyOf(loops.keySet()).get(random.nextInt(loops.size()));
    }

    /** Runs the start of a call on its event loop. */
    void onLoop(Scheduler loop, Runnable start) {
      loop.execute(
          () -> {
            currentLoop = Objects.requireNonNull(loops.get(loop));
            start.run();
          });
    }

    void add(SimulatedCall<?, ?> call) {
      calls.add(call);
    }

    void remove(SimulatedCall<?, ?> call) {
      calls.remove(call);
    }

    /** A task has thrown an uncaught exception, so the process ends, and another one is started. */
    private void failed(Throwable failure) {
      if (!Defects.caused(failure)) {
        throw new AssertionError("a task threw an exception that ends the process", failure);
      }
      if (running == this) {
        whenItEnds.run();
        restart();
      }
    }

    private void end() {
      storage.crash();
      core.kill();
      disks.kill();
      watch.kill();
      loops.keySet().forEach(SimulatedScheduler::kill);
      List.copyOf(calls).forEach(SimulatedCall::serverKilled);
    }
  }
}
