package chat.charla.server.room;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.log.Append;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.RoomUpdate;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.v1.Event;
import chat.charla.v1.SendMessageResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Posts that the core decides together, or one change of a room's state. A batch has the entries to
 * append, and the answers to send when the entries are durable.
 *
 * <p>The decision on a post considers the sequences and message ids of the earlier posts of the
 * batch. Owned by the core.
 */
final class Batch {
  private final Map<Timeline, List<Entry>> entries = new LinkedHashMap<>();

  /**
   * For each timeline, the oldest sequence to keep, as {@link #append} has passed it to the log.
   * Stored here, because the settings may change before the append is durable.
   */
  private final Map<Timeline, Long> keepFrom = new HashMap<>();

  private final Map<DedupeKey, StoredReceipt> receipts = new HashMap<>();
  private final List<Posted> posted = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private @Nullable Change change;

  /**
   * A change of a room's state.
   *
   * @param update the records to store beside the event
   * @param apply changes the room's state by the event
   * @param whenApplied runs after {@code apply}
   */
  private record Change(
      StateChange request, Event event, RoomUpdate update, Runnable apply, Runnable whenApplied) {}

  /** A post that this batch appends. */
  record Posted(Post post, Draft draft) {}

  private record Answer(Post post, Outcome<SendMessageResponse> outcome) {}

  private record Refused(Post post, Refusal refusal, DedupeKey key) {}

  /** The receipt of an earlier post of this batch with this key, or null. */
  @Nullable StoredReceipt receipt(DedupeKey key) {
    return receipts.get(key);
  }

  /** Assigns the draft its sequences and adds it to the append. */
  void add(Post post, Draft draft, @Nullable DedupeKey key) {
    Timeline own = draft.timelines().get(0);
    SendMessageResponse.Builder response =
        SendMessageResponse.newBuilder()
            .setRoom(own.id().roomName())
            .setEpoch(own.tail().epoch())
            .setSequence(nextSequence(own))
            .setCreateTime(draft.event().getCreateTime());
    if (draft.recipient() != null) {
      response.setRecipientId(draft.recipient().getId());
    }
    SendMessageResponse result = response.build();
    StoredReceipt receipt = key == null ? null : Receipts.of(post.request(), result);
    byte[] bytes = receipt == null ? new byte[0] : receipt.toByteArray();
    Map<Timeline, Entry> made = new LinkedHashMap<>();
    for (Timeline timeline : draft.timelines()) {
      byte[] event = numbered(draft.event(), timeline).toByteArray();
      boolean keyed = timeline == own && key != null;
      made.put(timeline, keyed ? new Entry(event, key, bytes) : Entry.of(event));
    }
    // Every step that can fail comes before this change, so the post is added completely or not at
    // all.
    Indivisible.change(
        () -> {
          made.forEach(
              (timeline, entry) ->
                  entries.computeIfAbsent(timeline, none -> new ArrayList<>()).add(entry));
          if (key != null && receipt != null) {
            receipts.put(key, receipt);
          }
          posted.add(new Posted(post, draft));
          answerLater(post, Outcome.done(result));
        });
  }

  /**
   * The event with its sequence, and with the number of messages if it differs from the sequence.
   */
  private Event numbered(Event event, Timeline timeline) {
    long sequence = nextSequence(timeline);
    Event.Builder numbered = event.toBuilder().setSequence(sequence);
    if (timeline.otherEvents() > 0) {
      numbered.setMessageCount(sequence - timeline.otherEvents());
    }
    return numbered.build();
  }

  /**
   * Adds the event of a change. The batch must have no posts, because the core decides later posts
   * by the state after the change.
   *
   * @param event the event with its sequence
   * @param update the records to store beside the event
   * @param apply changes the room's state by the event
   * @param whenApplied runs after {@code apply}, and before the change is answered
   */
  void add(
      StateChange request,
      Timeline timeline,
      Event event,
      RoomUpdate update,
      Runnable apply,
      Runnable whenApplied) {
    change = new Change(request, event, update, apply, whenApplied);
    entries.put(timeline, List.of(Entry.of(event.toByteArray())));
  }

  /**
   * Answers this post with this outcome when the batch is durable. A repetition of an earlier post
   * of the batch has to wait like that post.
   */
  void answerLater(Post post, Outcome<SendMessageResponse> outcome) {
    answers.add(new Answer(post, outcome));
  }

  /** Refuses this post unless it turns out to be a repetition; see {@link #answerRefused}. */
  void refuseUnlessRepeated(Post post, Refusal refusal, DedupeKey key) {
    refused.add(new Refused(post, refusal, key));
  }

  /** The keys of the posts of {@link #refuseUnlessRepeated}. */
  List<DedupeKey> refusedKeys() {
    return refused.stream().map(Refused::key).toList();
  }

  /**
   * Answers each post of {@link #refuseUnlessRepeated}: with the receipt of its key if there is
   * one, otherwise with the refusal.
   */
  void answerRefused(
      Map<DedupeKey, byte[]> receipts,
      Function<Post, Timeline> timelineOf,
      Consumer<Runnable> guard) {
    refused.forEach(
        refusal -> guard.accept(() -> answer(refusal, receipts.get(refusal.key()), timelineOf)));
    refused.clear();
  }

  private static void answer(
      Refused refusal, byte @Nullable [] first, Function<Post, Timeline> timelineOf) {
    Post post = refusal.post();
    if (first == null && post.author().ended()) {
      // The author has left meanwhile, and the log has deleted the author's receipts.
      post.refuse(Refusal.sessionEnded());
    } else if (first == null) {
      post.refuse(refusal.refusal());
    } else {
      post.answerRepetition(first, timelineOf);
    }
  }

  /** The posts that are answered when the batch is durable, in order. */
  List<Post> posts() {
    return answers.stream().map(Answer::post).toList();
  }

  boolean appendsNothing() {
    return entries.isEmpty();
  }

  /**
   * Makes the append. The caller must call this at most once.
   *
   * @param timeMillis when the entries are appended
   */
  Append append(LongUnaryOperator keepFromOf, long timeMillis) {
    List<Append.Part> parts = new ArrayList<>();
    entries.forEach(
        (timeline, added) -> {
          long head = timeline.tail().head();
          // A change adds no message, so it removes none.
          long oldest = keepFromOf.applyAsLong(change == null ? head + added.size() : head);
          keepFrom.put(timeline, oldest);
          RoomUpdate update = change == null ? null : change.update();
          parts.add(new Append.Part(timeline.id(), head, added, oldest, update));
        });
    return new Append(parts, timeMillis);
  }

  /** Makes the entries visible. The caller must call this after they have become durable. */
  void apply() {
    entries.forEach(
        (timeline, added) -> {
          long first = Math.max(timeline.tail().first(), keepFrom.getOrDefault(timeline, 0L));
          timeline.committed(added.stream().map(Entry::event).toList(), first);
        });
    if (change != null) {
      change.apply().run();
    }
  }

  /**
   * Whether the log has appended this batch: whether each of its timelines has the head that the
   * batch gives it.
   */
  boolean isAppended(Map<TimelineId, Tail> found) {
    return entries.entrySet().stream()
        .allMatch(
            entry -> {
              Timeline timeline = entry.getKey();
              Tail tail = found.get(timeline.id());
              return tail != null
                  && tail.head() == timeline.tail().head() + entry.getValue().size();
            });
  }

  /**
   * Sets the tails of the batch's timelines to those of the log. Returns the timelines that had
   * another tail.
   */
  List<TimelineId> correct(Map<TimelineId, Tail> found) {
    List<TimelineId> corrected = new ArrayList<>();
    for (Timeline timeline : entries.keySet()) {
      Tail tail = found.get(timeline.id());
      if (tail != null && !tail.equals(timeline.tail())) {
        timeline.corrected(tail);
        corrected.add(timeline.id());
      }
    }
    return corrected;
  }

  List<Posted> posted() {
    return posted;
  }

  /** Answers each post and the change with its outcome, unless it has been answered already. */
  void answer(Consumer<Runnable> guard) {
    answers.forEach(answer -> guard.accept(() -> answer.post().answer(answer.outcome())));
    Change done = change;
    if (done != null) {
      guard.accept(done.whenApplied());
      guard.accept(() -> done.request().answer(Outcome.done(Optional.of(done.event()))));
    }
  }

  /**
   * Answers with this refusal the change and all posts that have not been answered. The entries of
   * the batch may be in the log nevertheless.
   */
  void refuse(Refusal refusal, Consumer<Runnable> guard) {
    Outcome<SendMessageResponse> unknown = Outcome.refused(refusal);
    answers.forEach(answer -> guard.accept(() -> answer.post().answer(unknown)));
    refused.forEach(each -> guard.accept(() -> each.post().refuse(refusal)));
    Change undone = change;
    if (undone != null) {
      guard.accept(() -> undone.request().answer(Outcome.refused(refusal)));
    }
  }

  /** Whether the batch has a post of this user. */
  boolean hasPostOf(String userId) {
    return posted.stream().anyMatch(each -> each.post().author().id().equals(userId));
  }

  private long nextSequence(Timeline timeline) {
    List<Entry> added = entries.get(timeline);
    return timeline.tail().head() + (added == null ? 0 : added.size()) + 1;
  }
}
