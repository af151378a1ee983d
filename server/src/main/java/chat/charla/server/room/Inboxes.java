package chat.charla.server.room;

import chat.charla.server.delivery.Delivery;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inboxes of all identities, and the private messages between them. Owned by the core.
 *
 * <p>A private message is in two timelines. All inboxes share one {@link PostingQueue}, so one
 * atomic append writes to both timelines, and no inbox ever has two appends outstanding.
 */
public final class Inboxes implements Decider {
  private final Directory directory;
  private final TextRules textRules;
  private final MessageLog log;
  private final Scheduler core;
  private final Delivery delivery;
  private final Events events;
  private final Activity activity;
  private final PostingQueue queue;
  private final Map<String, Timeline> inboxes = new HashMap<>();

  public Inboxes(Directory directory, TextRules textRules, RoomServices services) {
    this.directory = directory;
    this.textRules = textRules;
    this.log = services.log();
    this.core = services.core();
    this.delivery = services.delivery();
    this.events = new Events(services.clock());
    this.activity = services.activity();
    this.queue = new PostingQueue(this, services);
  }

  /** Restores an inbox that is in the log. */
  public void restore(String identityId, Tail tail) {
    inboxes.put(identityId, new Timeline(TimelineId.inbox(identityId), tail, delivery));
  }

  /** Creates the inbox of a new identity in the log. */
  public void open(String identityId, Consumer<Outcome<Timeline>> reply) {
    core.whenComplete(
        () -> log.open(TimelineId.inbox(identityId)),
        (tail, failure) -> opened(identityId, tail, failure, reply));
  }

  private void opened(
      String identityId,
      @Nullable Tail tail,
      @Nullable Throwable failure,
      Consumer<Outcome<Timeline>> reply) {
    if (failure != null || tail == null) {
      reply.accept(Outcome.refused(Refusal.storageUnavailable()));
    } else {
      restore(identityId, tail);
      reply.accept(Outcome.done(of(identityId)));
    }
  }

  /** The inbox of this identity, which must have one. */
  public Timeline of(String identityId) {
    Timeline inbox = inboxes.get(identityId);
    if (inbox == null) {
      throw new IllegalStateException("no inbox of " + identityId);
    }
    return inbox;
  }

  public boolean has(String identityId) {
    return inboxes.containsKey(identityId);
  }

  /** The inbox's state for a reader that resumes after the given sequence. */
  public TimelineState state(String identityId, long resumeAfter) {
    return of(identityId).state(resumeAfter).build();
  }

  /**
   * Removes the inbox and the receipts of an identity that has ended or whose creation has failed.
   * Waits until no append is outstanding.
   */
  public void forget(String identityId) {
    queue.whenIdle(
        () -> {
          Timeline inbox = inboxes.remove(identityId);
          if (inbox != null) {
            inbox.close();
          }
          // If this fails, the server removes the inbox when it starts again, because the inbox has
          // no identity.
          log.forget(identityId);
        });
  }

  /**
   * Runs the task when no private message is being decided or stored: at once, or after those that
   * are in progress. Messages that wait are decided after the task.
   */
  public void whenIdle(Runnable task) {
    queue.whenIdle(task);
  }

  /** Announces a text of the operator to the readers of all inboxes. */
  public void notify(String text) {
    byte[] event = events.operatorNotice("", text);
    inboxes.values().forEach(inbox -> inbox.announce(event));
  }

  /** All inboxes, by the id of their identity. */
  Map<String, Timeline> all() {
    return inboxes;
  }

  /** Removes the messages of an inbox before this sequence; see {@link PostingQueue#trim}. */
  void trim(Timeline inbox, long keepFrom, Consumer<TrimResult> whenDone) {
    queue.trim(inbox, keepFrom, whenDone);
  }

  /** Posts a private message, and tells the author the outcome. */
  public void post(Post post) {
    queue.submit(post);
  }

  @Override
  public TimelineId dedupeTimeline(Post post) {
    return TimelineId.inbox(post.author().id());
  }

  @Override
  public Timeline timeline(Post post) {
    return of(post.author().id());
  }

  @Override
  public Outcome<Draft> decide(Post post, Batch batch) {
    Optional<Refusal> badText = textRules.check(post.request().getText());
    if (badText.isPresent()) {
      return Outcome.refused(badText.get());
    }
    Participant author = post.author();
    if (!author.hasName() || !has(author.id())) {
      return Outcome.refused(Refusal.nameLost());
    }
    Participant recipient = recipient(post.request());
    if (recipient == null || !has(recipient.id())) {
      return Outcome.refused(notFound(post.request()));
    }
    if (recipient.refusesPrivateMessagesOf(author.id())) {
      return Outcome.refused(Refusal.directRefused(field(post.request())));
    }
    Timeline own = of(author.id());
    Timeline theirs = of(recipient.id());
    return Outcome.done(
        new Draft(
            event(post, recipient.user()),
            own == theirs ? List.of(own) : List.of(own, theirs),
            recipient.user()));
  }

  /** An append trims no inbox; only {@link AgeRetention} does. */
  @Override
  public long keepFrom(long head) {
    return 0;
  }

  @Override
  public void posted(Post post, Draft draft) {
    if (draft.recipient() != null) {
      activity.postedPrivately(draft.event().getActor(), draft.recipient());
    }
  }

  /** Does nothing. Only the authors of private messages are affected, and they get refusals. */
  @Override
  public void storageChanged(boolean available) {}

  private @Nullable Participant recipient(SendMessageRequest request) {
    return request.hasUserId()
        ? directory.byId(request.getUserId())
        : directory.byName(request.getUserName());
  }

  private static Refusal notFound(SendMessageRequest request) {
    return request.hasUserId()
        ? Refusal.userNotFound()
        : Refusal.field(
            ErrorReason.ERROR_REASON_USER_NOT_FOUND, field(request), "no user holds this name now");
  }

  /** The field of the request that names the recipient. */
  private static String field(SendMessageRequest request) {
    return request.hasUserId() ? "user_id" : "user_name";
  }

  private Event event(Post post, User recipient) {
    return Event.newBuilder()
        .setCreateTime(events.now())
        .setActor(post.author().user())
        .setMessagePosted(
            MessagePosted.newBuilder()
                .setText(post.request().getText())
                .setClientMessageId(post.request().getClientMessageId())
                .setRecipient(recipient))
        .build();
  }
}
