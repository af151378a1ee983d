package chat.charla.server.room;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.role.MemberRecord;
import chat.charla.server.role.RoomState;
import chat.charla.server.role.StateUpdate;
import chat.charla.server.room.PresenceDamper.Kind;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One room: its members, which of them are present, its state and its messages. Owned by the core.
 *
 * <p>{@code chat.Memberships} stores the memberships. The room announces changes of presence as
 * ephemeral events. A small room announces each change; a large room announces only the number of
 * present users. A {@link PresenceDamper} limits the rate of the events of one identity. {@link
 * #present} is always current.
 */
public final class Room implements Decider {
  /** The room that every identity enters when it joins. */
  public static final String LOBBY = "lobby";

  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

  private final String name;
  private final Timeline timeline;
  private final RoomState state;
  private final SlowMode slowMode;
  private RoomSettings settings;
  private final Scheduler core;
  private final Events events;
  private final Activity activity;
  private final PostingQueue queue;
  private final VacancyListener vacancyListener;
  private final RemovalListener removalListener;
  private final boolean damaged;
  private final NavigableMap<String, Participant> members = new TreeMap<>();
  private final NavigableMap<String, Participant> present = new TreeMap<>();

  /**
   * The dampers of the identities whose presence has changed recently, by identity id. A damper
   * with all its tokens is removed.
   */
  private final Map<String, PresenceDamper> dampers = new HashMap<>();

  private boolean countDue;

  /** The number of calls of {@link #hold} that no {@link #release} has ended. */
  private int holds;

  /**
   * Notified when a room becomes vacant, so that the room may be removed, and when it becomes
   * occupied.
   */
  interface VacancyListener {
    /** Called when the room has no members and, as far as it knows, no messages. */
    void vacant(Room room);

    /** Called when the room has a member or is about to have one. */
    void occupied(Room room);
  }

  /** Notified of each event that removes a user from the room or leaves the user banned. */
  @FunctionalInterface
  public interface RemovalListener {
    /**
     * Called on the core.
     *
     * @param sequence the sequence of the event, which is the last event of the membership
     */
    void removed(Room room, String userId, long sequence);
  }

  Room(
      Timeline timeline,
      RoomState state,
      RoomSettings settings,
      RoomServices services,
      Events events,
      VacancyListener vacancyListener,
      RemovalListener removalListener,
      boolean damaged) {
    this.name = timeline.id().roomName();
    this.timeline = timeline;
    this.state = state;
    this.slowMode = new SlowMode(services.observedMillis());
    this.settings = settings;
    this.core = services.core();
    this.events = events;
    this.activity = services.activity();
    this.queue = new PostingQueue(this, services);
    this.vacancyListener = vacancyListener;
    this.removalListener = removalListener;
    this.damaged = damaged;
    state.lowerToHead(timeline.tail().head());
    timeline.otherEvents(state.otherEvents());
    reportIfVacant();
  }

  public String name() {
    return name;
  }

  public Timeline timeline() {
    return timeline;
  }

  /** The settings of the room, and the roles and restrictions of its users. */
  public RoomState roles() {
    return state;
  }

  /** The members, by id. */
  public NavigableMap<String, Participant> members() {
    return members;
  }

  /** The reason why this user may not enter the room at present; empty if the user may. */
  public Optional<Refusal> refusalToEnter(User user) {
    // Read the clock only for the few users who have a record.
    Optional<Refusal> banned =
        state.member(user.getId()) == null
            ? Optional.empty()
            : state.refusalIfBanned(user.getId(), events.nowMillis());
    if (banned.isPresent()) {
      return banned;
    }
    boolean accountsOnly = state.settings().getAccess() == RoomAccess.ROOM_ACCESS_ACCOUNTS;
    return accountsOnly && RoomState.defaultRole(user) == Role.ROLE_GUEST
        ? Optional.of(Refusal.accountRequired())
        : Optional.empty();
  }

  /**
   * The sequence of the last event that has removed the user with this id; 0 if there is none. A
   * membership that began before this event has ended.
   */
  public long removedSequence(String userId) {
    MemberRecord own = state.member(userId);
    return own == null ? 0 : own.removedSequence();
  }

  /** The members that are present, by id. */
  public NavigableMap<String, Participant> present() {
    return present;
  }

  public boolean isMember(String id) {
    return members.containsKey(id);
  }

  /**
   * Whether the stored data of the room are damaged. Such a room still has its members, but its
   * timeline must not be read or written.
   */
  public boolean isDamaged() {
    return damaged;
  }

  /** Whether no post and no change is in progress. */
  boolean isIdle() {
    return queue.isIdle();
  }

  /**
   * Prevents the removal of the room while the storage may have a membership that the room does not
   * know yet. The caller must call {@link #release} afterwards.
   */
  public void hold() {
    holds++;
    vacancyListener.occupied(this);
  }

  /** Ends one {@link #hold}. */
  public void release() {
    holds--;
    reportIfVacant();
  }

  private void reportIfVacant() {
    boolean unused = timeline.tail().head() == 0 && !damaged && !name.equals(LOBBY);
    if (unused && members.isEmpty() && holds == 0) {
      vacancyListener.vacant(this);
    }
  }

  /** The room's state for a reader that resumes after the given sequence. */
  public TimelineState state(long resumeAfter) {
    return timeline.state(resumeAfter).setUserCount(present.size()).build();
  }

  /** Posts to this room, and tells the author the outcome. */
  public void post(Post post) {
    queue.submit(post);
  }

  /** Changes the state of this room, and passes the outcome to the change's callback. */
  public void change(StateChange change) {
    queue.submit(change, batch -> decide(change, batch));
  }

  private void decide(StateChange change, Batch batch) {
    Instant now = events.instant();
    change
        .decide(now.toEpochMilli())
        .match(
            event -> {
              if (event.isEmpty()) {
                change.answer(Outcome.done(Optional.empty()));
              } else {
                addUnlessLimited(change, complete(event.get(), now), batch);
              }
            },
            refusal -> change.answer(Outcome.refused(refusal)));
  }

  /** Adds the room, the time, the sequence and the number of earlier messages to the event. */
  private Event complete(Event.Builder event, Instant now) {
    long sequence = timeline.tail().head() + 1;
    return event
        .setRoom(name)
        .setCreateTime(Timestamps.of(now))
        .setSequence(sequence)
        .setMessageCount(sequence - state.otherEvents() - 1)
        .build();
  }

  private void addUnlessLimited(StateChange change, Event event, Batch batch) {
    change
        .limit(new Draft(event, List.of(timeline), null).bytes())
        .ifPresentOrElse(
            excess -> change.answer(Outcome.refused(excess)), () -> add(change, event, batch));
  }

  private void add(StateChange change, Event event, Batch batch) {
    StateUpdate update = state.update(event);
    batch.add(change, timeline, event, update.stored(), () -> apply(update), () -> applied(event));
  }

  private void apply(StateUpdate update) {
    state.apply(update);
    timeline.otherEvents(state.otherEvents());
  }

  /** If the event removes a user or leaves it banned, removes the member and tells the listener. */
  private void applied(Event event) {
    if (!event.hasMemberChanged()) {
      return;
    }
    String id = event.getMemberChanged().getUser().getId();
    if (removedSequence(id) != event.getSequence()) {
      return;
    }
    Participant member = members.get(id);
    if (member != null) {
      Indivisible.change(() -> leave(member, UserLeftReason.USER_LEFT_REASON_REMOVED));
    }
    state.addEndedMembership(id);
    removalListener.removed(this, id, event.getSequence());
  }

  /** Removes the messages before this sequence; see {@link PostingQueue#trim}. */
  void trim(long keepFrom, Consumer<TrimResult> whenDone) {
    queue.trim(timeline, keepFrom, whenDone);
  }

  /** Adds a member. Announces the member if the member is present. */
  public void enter(Participant participant) {
    members.put(participant.id(), participant);
    vacancyListener.occupied(this);
    if (participant.present()) {
      appeared(participant);
    }
  }

  /** Removes a member, and announces this if the member was present. */
  public void leave(Participant participant, UserLeftReason reason) {
    disappeared(participant, reason);
    members.remove(participant.id());
    reportIfVacant();
  }

  /** Called when a member becomes present. */
  public void appeared(Participant participant) {
    present.put(participant.id(), participant);
    announce(participant, Kind.APPEARANCE, events.joined(name, participant.user()));
  }

  /** Called when a member ceases to be present. */
  public void disappeared(Participant participant, UserLeftReason reason) {
    if (present.remove(participant.id()) != null) {
      announce(participant, Kind.APPEARANCE, events.left(name, participant.user(), reason));
    }
  }

  /** Called when a present member has lost its stream. */
  public void reconnecting(Participant participant) {
    announce(participant, Kind.CONNECTION, events.reconnecting(name, participant.user()));
  }

  /** Called when a present member has a stream again. */
  public void reconnected(Participant participant) {
    announce(participant, Kind.CONNECTION, events.reconnected(name, participant.user()));
  }

  /** Called when a present member has taken another name. */
  public void renamed(Participant participant, String previousName) {
    announce(participant, Kind.NAME, events.renamed(name, participant.user(), previousName));
  }

  @Override
  public TimelineId dedupeTimeline(Post post) {
    return timeline.id();
  }

  @Override
  public Timeline timeline(Post post) {
    return timeline;
  }

  @Override
  public Outcome<Draft> decide(Post post, Batch batch) {
    Optional<Refusal> badText = settings.textRules().check(post.request().getText());
    if (badText.isPresent()) {
      return Outcome.refused(badText.get());
    }
    if (!isMember(post.author().id())) {
      return Outcome.refused(Refusal.notAMember(name));
    }
    if (!post.author().hasName()) {
      return Outcome.refused(Refusal.nameLost());
    }
    Optional<Refusal> restriction = restriction(post.author().user(), batch);
    if (restriction.isPresent()) {
      return Outcome.refused(restriction.get());
    }
    Event event =
        Event.newBuilder()
            .setRoom(name)
            .setCreateTime(events.now())
            .setActor(post.author().user())
            .setMessagePosted(
                MessagePosted.newBuilder()
                    .setText(post.request().getText())
                    .setClientMessageId(post.request().getClientMessageId()))
            .build();
    return Outcome.done(new Draft(event, List.of(timeline), null));
  }

  /** The reason why this user may not post at present; empty if the user may. */
  private Optional<Refusal> restriction(User author, Batch batch) {
    MemberRecord own = state.member(author.getId());
    if (own != null && own.isMuted(events.nowMillis())) {
      return Optional.of(Refusal.muted(Instant.ofEpochMilli(own.mutedUntil())));
    }
    chat.charla.v1.RoomSettings settings = state.settings();
    Role role = state.role(author);
    Role needed =
        settings.getPostRole() == Role.ROLE_UNSPECIFIED ? Role.ROLE_GUEST : settings.getPostRole();
    if (role.compareTo(needed) < 0) {
      return Optional.of(Refusal.roleTooLow(needed));
    }
    return role.compareTo(Role.ROLE_MODERATOR) < 0
        ? slowMode.refusal(author, settings.getSlowMode(), batch)
        : Optional.empty();
  }

  /** Changes the settings that apply to all rooms. The caller must be on the core. */
  void change(RoomSettings changed) {
    settings = changed;
  }

  @Override
  public long keepFrom(long head) {
    return settings.retainMessages() == 0 ? 0 : state.keepFrom(settings.retainMessages(), head);
  }

  @Override
  public void posted(Post post, Draft draft) {
    slowMode.posted(post.author().id(), state.settings().getSlowMode());
    activity.posted(draft.event().getActor(), name, post.request().getText());
  }

  @Override
  public void storageChanged(boolean available) {
    ServerNoticeCode code =
        available
            ? ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_RESTORED
            : ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_UNAVAILABLE;
    timeline.announce(events.notice(name, code));
  }

  /** Announces a text of the operator to the readers. */
  public void notify(String text) {
    timeline.announce(events.operatorNotice(name, text));
  }

  private void announce(Participant participant, Kind kind, byte[] event) {
    if (present.size() <= settings.maxPresenceDetail()) {
      damp(participant.id(), kind, event);
      return;
    }
    PresenceDamper damper = dampers.get(participant.id());
    if (damper != null) {
      damper.drop();
    }
    announceCountSoon();
  }

  private void damp(String id, Kind kind, byte[] event) {
    if (dampers.isEmpty()) {
      core.schedule(PresenceDamper.INTERVAL, this::tickDampers);
    }
    if (dampers.computeIfAbsent(id, unknown -> new PresenceDamper()).passes(kind, event)) {
      timeline.announce(event);
    }
  }

  /** Ticks all dampers of the room together, so that the room needs only one timer. */
  private void tickDampers() {
    for (PresenceDamper damper : dampers.values()) {
      Collection<byte[]> released = damper.tick();
      if (present.size() <= settings.maxPresenceDetail()) {
        released.forEach(timeline::announce);
      } else if (!released.isEmpty()) {
        announceCountSoon();
      }
    }
    dampers.values().removeIf(PresenceDamper::isFull);
    if (!dampers.isEmpty()) {
      core.schedule(PresenceDamper.INTERVAL, this::tickDampers);
    }
  }

  private void announceCountSoon() {
    if (!countDue) {
      countDue = true;
      core.schedule(COUNT_INTERVAL, this::announceCount);
    }
  }

  private void announceCount() {
    countDue = false;
    timeline.announce(events.userCount(name, present.size()));
  }
}
