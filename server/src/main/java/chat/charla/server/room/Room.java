package chat.charla.server.room;

import chat.charla.server.delivery.Timeline;
import chat.charla.server.health.Health;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.PresenceDamper.Kind;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.TimelineState;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One room: its members, who of them is present, and its messages. Owned by the core.
 *
 * <p>Memberships are durable and kept by {@code session}; presence is told as ephemeral events, one
 * by one in a small room, as a number in a large one. A {@link PresenceDamper} limits how often
 * those of one identity are told; {@link #present} is the truth at once.
 */
public final class Room implements Decider {
  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

  private final String name;
  private final Timeline timeline;
  private final RoomSettings settings;
  private final Scheduler core;
  private final Events events;
  private final Activity activity;
  private final PostingQueue queue;
  private final VacantRooms vacant;
  private final Map<String, Participant> members = new HashMap<>();
  private final NavigableMap<String, Participant> present = new TreeMap<>();

  /**
   * Of the identities whose presence has changed lately, by id; those that are full are removed.
   */
  private final Map<String, PresenceDamper> dampers = new HashMap<>();

  private boolean countDue;

  /** How many may be about to become members. */
  private int holds;

  Room(
      String name,
      Timeline timeline,
      RoomSettings settings,
      MessageLog log,
      Scheduler core,
      Health health,
      Events events,
      Activity activity,
      VacantRooms vacant) {
    this.name = name;
    this.timeline = timeline;
    this.settings = settings;
    this.core = core;
    this.events = events;
    this.activity = activity;
    this.queue = new PostingQueue(this, log, core, health);
    this.vacant = vacant;
    noteIfVacant();
  }

  public String name() {
    return name;
  }

  public Timeline timeline() {
    return timeline;
  }

  /** The members who are present, by id. */
  public NavigableMap<String, Participant> present() {
    return present;
  }

  public boolean isMember(String id) {
    return members.containsKey(id);
  }

  /** Whether nothing is being posted. */
  boolean isIdle() {
    return queue.isIdle();
  }

  /**
   * Keeps the room from being removed, because the disk may have a member that the room has not;
   * {@link #release} follows.
   */
  public void hold() {
    holds++;
    vacant.remove(this);
  }

  /** Takes back one {@link #hold}. */
  public void release() {
    holds--;
    noteIfVacant();
  }

  private void noteIfVacant() {
    boolean unused = timeline.tail().head() == 0 && !name.equals(Rooms.LOBBY);
    if (unused && members.isEmpty() && holds == 0) {
      vacant.add(this);
    }
  }

  /** How the room stands, for a reader that resumes after the given sequence. */
  public TimelineState state(long resumeAfter) {
    return TimelineStates.of(timeline, resumeAfter).setUserCount(present.size()).build();
  }

  /** Posts to this room; the author is told the outcome. */
  public void post(Post post) {
    queue.submit(post);
  }

  /** Makes somebody a member, and tells the others if it is present. */
  public void enter(Participant participant) {
    members.put(participant.id(), participant);
    vacant.remove(this);
    if (participant.present()) {
      appeared(participant);
    }
  }

  /** Ends a membership, and tells the others if the member was present. */
  public void leave(Participant participant, UserLeftReason reason) {
    disappeared(participant, reason);
    members.remove(participant.id());
    noteIfVacant();
  }

  /** A member is present from now on. */
  public void appeared(Participant participant) {
    present.put(participant.id(), participant);
    announce(participant, Kind.APPEARANCE, events.joined(name, participant.user()));
  }

  /** A member is present no more. */
  public void disappeared(Participant participant, UserLeftReason reason) {
    if (present.remove(participant.id()) != null) {
      announce(participant, Kind.APPEARANCE, events.left(name, participant.user(), reason));
    }
  }

  /** A member who is present has lost its connection. */
  public void reconnecting(Participant participant) {
    announce(participant, Kind.CONNECTION, events.reconnecting(name, participant.user()));
  }

  /** A member who is present has its connection back. */
  public void back(Participant participant) {
    announce(participant, Kind.CONNECTION, events.back(name, participant.user()));
  }

  /** A member who is present has taken another name. */
  public void renamed(Participant participant, String previousName) {
    announce(participant, Kind.NAME, events.renamed(name, participant.user(), previousName));
  }

  @Override
  public TimelineId dedupeTimeline(Post post) {
    return timeline.id();
  }

  @Override
  public Outcome<Draft> decide(Post post) {
    Optional<Rejection> badText = settings.textRules().check(post.request().getText());
    if (badText.isPresent()) {
      return Outcome.refused(badText.get());
    }
    if (!isMember(post.author().id())) {
      return Outcome.refused(Rejection.notAMember(name));
    }
    if (!post.author().hasName()) {
      return Outcome.refused(Rejection.nameLost());
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

  @Override
  public long keepFrom(long head) {
    return settings.retainMessages() == 0 ? 0 : Math.max(0, head - settings.retainMessages() + 1);
  }

  @Override
  public void posted(Post post, Draft draft) {
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

  /** All at the same time, so that a room has one timer for them. */
  private void tickDampers() {
    for (PresenceDamper damper : dampers.values()) {
      Collection<byte[]> told = damper.tick();
      if (present.size() <= settings.maxPresenceDetail()) {
        told.forEach(timeline::announce);
      } else if (!told.isEmpty()) {
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
