package chat.charla.server.session;

import chat.charla.server.delivery.Reader;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.delivery.Timeline;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler.Cancellable;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Ready;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one identity, from its call to its end. Owned by the core; the public methods may
 * be called by any thread.
 *
 * <p>It is opened by its first command, or as if by an empty {@code Open}; then its reader delivers
 * and its commands are carried out. It ends by the client, by the server, or because a later stream
 * of the same identity takes over.
 */
public final class Conversation {
  private static final Logger LOG = System.getLogger(Conversation.class.getName());

  private final ChatCore chat;
  private final Caller caller;
  private final StreamOutlet outlet;
  private final Reader reader;
  private final SendOrder order;
  private final Map<TimelineId, Timeline> followed = new HashMap<>();

  /** Timelines of which the rest is still being delivered, and what waits for that. */
  private final Map<TimelineId, Queue<Runnable>> ending = new HashMap<>();

  private @Nullable Identity identity;
  private @Nullable Cancellable openTimer;
  private long number;
  private boolean opened;
  private boolean ready;
  private boolean ended;
  private boolean drainOnHalfClose;

  /** What opened the stream, while its Ready waits for changes of rooms. */
  private @Nullable Opening pending;

  private boolean roomsConfirmed;
  private boolean halfClosed;
  private int commandsUnderWay;

  /** Why it is to end as soon as no commands are under way; until then it takes no more. */
  private @Nullable Rejection endReason;

  /** Commands that wait for a change of rooms before them. */
  private final Queue<ConverseRequest> waiting = new ArrayDeque<>(0);

  private int carryingOut;
  private boolean changingRooms;

  Conversation(ChatCore chat, Caller caller, StreamOutlet outlet, ReaderLoop loop) {
    this.chat = chat;
    this.caller = caller;
    this.outlet = outlet;
    this.reader = new Reader(outlet, loop);
    this.order = chat.newOrder();
  }

  /**
   * Takes the stream's next command. Each is answered by one call of {@link StreamOutlet#result}.
   *
   * @param fault why it is refused whatever it says; null if it is not
   */
  public void command(ConverseRequest request, @Nullable Rejection fault) {
    Opening opening = request.hasOpen() ? Opening.of(request.getOpen()) : null;
    Runnable inUse = caller.memory().keep();
    chat.core()
        .execute(
            () -> {
              try {
                orEnd(() -> take(request, opening, fault));
              } finally {
                inUse.run();
              }
            });
  }

  /** The client sends no more commands. */
  public void halfClosed() {
    onCore(
        () -> {
          halfClosed = true;
          openIfSilent();
          drainIfDone();
        });
  }

  /** The stream is gone: its client has cancelled it, or is lost. */
  public void cancelled() {
    chat.core().execute(this::gone);
  }

  /** The outlet takes more. Called on the event loop. */
  public void outletReady() {
    reader.drain();
  }

  /** Begins: the token proves the identity. */
  void start() {
    orEnd(this::authenticate);
  }

  private void authenticate() {
    if (chat.draining()) {
      end(Rejection.serverDraining(), Action.ACTION_RESUME);
      return;
    }
    chat.authenticate(caller)
        .match(
            proven -> {
              Optional<Rejection> excess =
                  chat.throttle().use(Quota.COMMANDS, proven, caller.origin());
              if (excess.isPresent()) {
                end(excess.get(), Action.ACTION_RESUME);
                return;
              }
              identity = proven;
              chat.begun(this);
              outlet.proven();
              openTimer = chat.core().schedule(chat.settings().openTimeout(), this::openIfSilent);
            },
            rejection -> end(rejection, ChatCore.actionAfter(rejection)));
  }

  long number() {
    return number;
  }

  /** Where its client is. */
  Origin origin() {
    return caller.origin();
  }

  /** The order of what it sends. */
  SendOrder order() {
    return order;
  }

  boolean isOf(Identity owner) {
    return identity == owner;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Ends the stream for the reason given. */
  void end(Rejection rejection, Action action) {
    if (!ended) {
      Indivisible.change(this::gone);
      outlet.end(rejection, action);
    }
  }

  /**
   * Ends the stream when what was received before is answered, and tells the client to come back.
   * An answer that it did not get, it would ask for again, and be no further.
   */
  void endWhenAnswered(Rejection rejection) {
    endReason = rejection;
    endIfAnswered();
  }

  private void endIfAnswered() {
    if (endReason != null && commandsUnderWay == 0) {
      end(endReason, Action.ACTION_RESUME);
    }
  }

  /** Whether it delivers this timeline. */
  boolean follows(Timeline timeline) {
    return followed.containsKey(timeline.id());
  }

  /** Delivers a timeline from the event after {@code resumeAfter} on. */
  void follow(Timeline timeline, long resumeAfter) {
    if (ended) {
      return;
    }
    followed.put(timeline.id(), timeline);
    reader.subscribe(timeline, resumeAfter + 1, timeline.tail().head());
  }

  /** Delivers a timeline up to this sequence only. */
  void unfollow(Timeline timeline, long last) {
    if (followed.remove(timeline.id()) != null) {
      ending.put(timeline.id(), new ArrayDeque<>());
      reader.endAfter(timeline.id(), last, () -> onCore(() -> delivered(timeline.id())));
    }
  }

  /**
   * Runs the task when nothing of an earlier membership is to be delivered any more: at once, or
   * when the client has caught up with its end. Not at all if the stream ends before that.
   */
  void whenNotEnding(Timeline timeline, Runnable task) {
    Queue<Runnable> waiting = ending.get(timeline.id());
    if (waiting == null) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  private void delivered(TimelineId timeline) {
    Queue<Runnable> waiting = ending.remove(timeline);
    if (waiting != null && !ended) {
      waiting.forEach(Runnable::run);
    }
  }

  private void take(ConverseRequest request, @Nullable Opening opening, @Nullable Rejection noted) {
    if (ended || endReason != null || identity == null) {
      return;
    }
    boolean explicit = opening != null && !opened;
    Rejection fault = noted == null ? RequestIds.fault(request.getRequestId()) : noted;
    if (explicit && fault != null) {
      end(fault, Action.ACTION_STOP);
      return;
    }
    if (!opened) {
      open(identity, opening == null ? Opening.DEFAULT : opening);
      if (explicit || ended) {
        // Its answer was Ready; this makes room for another command.
        outlet.result("", Outcome.done(CommandResult.getDefaultInstance()));
        return;
      }
    }
    if (fault != null) {
      outlet.result(RequestIds.told(request.getRequestId()), Outcome.refused(fault));
      return;
    }
    commandsUnderWay++;
    waiting.add(request);
    carryOutWaiting(identity);
  }

  /**
   * What follows a change of rooms waits for it, because it may depend on it; and leaving a room
   * waits for what is to be said there before.
   */
  private void carryOutWaiting(Identity owner) {
    while (ready && !changingRooms && !ended && !waiting.isEmpty()) {
      ConverseRequest request = waiting.element();
      if (request.hasLeaveRoom() && carryingOut > 0) {
        return;
      }
      waiting.remove();
      carryingOut++;
      changingRooms = request.hasEnterRoom() || request.hasLeaveRoom();
      carryOut(owner, request);
    }
  }

  /** A command that cannot be carried out because of a bug is answered, and harms no other. */
  private void carryOut(Identity owner, ConverseRequest request) {
    // A message waits to be posted, also if its stream ends.
    Runnable inUse = request.hasSendMessage() ? caller.memory().keep() : () -> {};
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Outcome<CommandResult>> reply =
        outcome -> {
          inUse.run();
          if (!answered.getAndSet(true)) {
            orEnd(() -> carriedOut(owner, request, outcome));
          }
        };
    try {
      chat.carryOut(owner, this, request, reply);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "carrying out a command failed", bug);
      reply.accept(Outcome.refused(Rejection.internal()));
    }
  }

  private void carriedOut(Identity owner, ConverseRequest request, Outcome<CommandResult> outcome) {
    commandsUnderWay--;
    carryingOut--;
    outlet.result(request.getRequestId(), outcome);
    endIfAnswered();
    boolean roomsChanged = request.hasEnterRoom() || request.hasLeaveRoom();
    if (!roomsChanged && !halfClosed && waiting.isEmpty()) {
      return;
    }
    // Not at once: a room that has just been entered is followed after its result.
    onCore(
        () -> {
          changingRooms = changingRooms && !roomsChanged;
          carryOutWaiting(owner);
          drainIfDone();
        });
  }

  /** Runs the task on the core; should it fail by a bug, this stream ends, and no other. */
  private void onCore(Runnable task) {
    chat.core().execute(() -> orEnd(task));
  }

  private void orEnd(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a step of a stream failed", bug);
      end(Rejection.internal(), Action.ACTION_RESUME);
    }
  }

  private void openIfSilent() {
    if (!opened && !ended && identity != null) {
      open(identity, Opening.DEFAULT);
    }
  }

  private void open(Identity owner, Opening opening) {
    cancelOpenTimer();
    chat.notBegunAnyMore(this);
    chat.renew(owner);
    Rejection fault = opening.fault();
    if (fault != null) {
      end(fault, Action.ACTION_STOP);
      return;
    }
    if (!owner.hasName()) {
      end(Rejection.nameLost(), Action.ACTION_REJOIN);
      return;
    }
    Rejection superseded =
        Rejection.of(
            ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, "another stream of this session is open");
    Conversation present = owner.conversation();
    number = opening.open().getStreamNumber();
    if (present != null) {
      if (number != 0 && number <= present.number()) {
        end(superseded, Action.ACTION_STOP);
        return;
      }
      number = number == 0 ? oneAbove(present.number()) : number;
      owner.conversation(this);
      present.end(superseded, Action.ACTION_STOP);
    }
    opened = true;
    drainOnHalfClose = opening.open().getDrainOnHalfClose();
    owner.conversation(this);
    chat.connected(owner);
    pending = opening;
    begin(owner);
  }

  /** A room that an earlier stream was entering or leaving is entered or left. */
  void roomsChanged() {
    if (pending != null && identity != null) {
      Identity owner = identity;
      onCore(() -> begin(owner));
    }
  }

  /**
   * Ready tells which rooms the identity is in, so it waits for changes that are being stored; and
   * if one has failed, for one attempt to confirm what is known.
   */
  private void begin(Identity owner) {
    Opening opening = pending;
    if (opening == null || owner.changesRooms()) {
      return;
    }
    if (!roomsConfirmed && owner.record().roomsDoubtful()) {
      roomsConfirmed = true;
      owner.confirmRooms();
      return;
    }
    pending = null;
    resume(owner, opening);
    ready = true;
    carryOutWaiting(owner);
    drainIfDone();
  }

  /** One above, or the largest: a stream without a number is the newest whatever the other has. */
  private static long oneAbove(long number) {
    return number == Long.MAX_VALUE ? number : number + 1;
  }

  /** Tells where every timeline resumes, then delivers them. */
  private void resume(Identity owner, Opening opening) {
    int backlog = opening.open().getBacklog();
    Ready.Builder ready = Ready.newBuilder().setSelf(owner.user()).setLimits(chat.limits());
    Map<Timeline, Resumption> resumptions = new LinkedHashMap<>();
    Timeline inbox = chat.inboxes().of(owner.id());
    Resumption inboxFrom = Resumption.of(inbox.tail(), opening.cursor(""), 0);
    ready.addTimelines(chat.inboxes().state(owner.id(), inboxFrom.after()));
    resumptions.put(inbox, inboxFrom);
    Rooms rooms = chat.rooms();
    for (String name : owner.rooms()) {
      Timeline timeline = rooms.get(name).timeline();
      long since = owner.memberSince(name).orElseThrow();
      Tail tail = timeline.tail();
      long start = backlog == 0 ? since : Math.max(tail.head() - backlog, tail.first() - 1);
      Resumption from = Resumption.of(tail, opening.cursor(name), start);
      ready.addTimelines(rooms.get(name).state(from.after()));
      resumptions.put(timeline, from);
    }
    outlet.ready(ready.build());
    resumptions.forEach(
        (timeline, from) -> {
          if (from.reset()) {
            outlet.reset(timeline.id(), timeline.tail().epoch(), from.after());
          }
          follow(timeline, from.after());
        });
  }

  private void drainIfDone() {
    if (!ready
        || ended
        || !halfClosed
        || !drainOnHalfClose
        || commandsUnderWay > 0
        || changingRooms) {
      return;
    }
    Map<TimelineId, Long> heads = new HashMap<>();
    followed.forEach((id, timeline) -> heads.put(id, timeline.tail().head()));
    reader.finish(heads, () -> onCore(this::drained));
  }

  private void drained() {
    if (!ended) {
      gone();
      outlet.complete();
    }
  }

  private void gone() {
    if (ended) {
      return;
    }
    ended = true;
    pending = null;
    waiting.clear();
    cancelOpenTimer();
    chat.notBegunAnyMore(this);
    reader.close();
    if (identity != null) {
      chat.disconnected(identity, this);
    }
  }

  private void cancelOpenTimer() {
    if (openTimer != null) {
      openTimer.cancel();
      openTimer = null;
    }
  }
}
