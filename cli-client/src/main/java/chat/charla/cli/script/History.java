package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The stored events of a timeline at one moment. {@link #write} writes a part of these events,
 * oldest first and page by page, so that only one page is in memory. Not thread-safe.
 */
public final class History {
  /** The default number of events. */
  public static final long DEFAULT_COUNT = 50;

  private static final int PAGE_SIZE = 1000;

  private final Pages pages;
  private final String room;
  private final String epoch;
  private final long first;
  private final long head;
  private Progress progress = Progress.IGNORED;

  private History(Pages pages, String room, ListMessagesResponse newest) {
    this.pages = pages;
    this.room = room;
    this.epoch = newest.getEpoch();
    this.first = newest.getFirstSequence();
    this.head = newest.getHeadSequence();
  }

  /** Requests pages of a timeline. */
  @FunctionalInterface
  interface Pages {
    /** Requests a page of a timeline's events. */
    ListMessagesResponse page(ListMessagesRequest request)
        throws CallFailedException, InterruptedIOException;
  }

  /**
   * Loads the current state of a history.
   *
   * @param room a room that the identity is in, or empty for the inbox
   */
  public static History of(IdentityCalls server, String room)
      throws CallFailedException, InterruptedIOException {
    return of(server::messages, room);
  }

  /** Loads the current state of a history, whose pages {@code pages} requests. */
  static History of(Pages pages, String room) throws CallFailedException, InterruptedIOException {
    ListMessagesRequest newest =
        ListMessagesRequest.newBuilder().setRoom(room).setPageSize(1).build();
    return new History(pages, room, pages.page(newest));
  }

  /** The epoch of the timeline. */
  public String epoch() {
    return epoch;
  }

  /** The sequence of the last event, or 0 if there is none. */
  public long head() {
    return head;
  }

  /**
   * Selects the events to write. With {@code since}, the part begins after that sequence. With
   * {@code before}, the part ends before that sequence. With neither, the part consists of the
   * newest events.
   *
   * @param count the maximum number of events. Null means no maximum if {@code since} is given, and
   *     otherwise {@link #DEFAULT_COUNT}
   * @param before a sequence, or null
   * @param since a sequence, or null
   * @param epoch the epoch of {@code since}, or empty for any epoch
   */
  public record Part(
      @Nullable Long count, @Nullable Long before, @Nullable Long since, String epoch) {
    /** The whole history. */
    public static final Part ALL = new Part(null, null, 0L, "");
  }

  /** Receives the progress of {@link #write}. */
  @FunctionalInterface
  public interface Progress {
    /** Ignores the progress. */
    Progress IGNORED = (written, total) -> {};

    /**
     * Called after each page.
     *
     * @param written how many events of the part are written or known to be missing
     * @param total how many events the part has
     */
    void reached(long written, long total);
  }

  /**
   * Writes a part of the history. If the server has removed events after {@code since}, a gap is
   * written.
   *
   * <p>If {@code since} belongs to another epoch, or is greater than the last sequence, the server
   * was restored from a backup. This method then writes a gap, and after it all events from the
   * first event on.
   *
   * <p>The server may also be restored from a backup while this method runs. The timeline then gets
   * a new epoch, in which the values of {@code since} and {@code before} have no meaning. This
   * method then writes a gap, and after it events of the new epoch: with {@code since} all events
   * from the first event on, otherwise the newest events.
   */
  public void write(Part part, Output output, Progress progress)
      throws CallFailedException, InterruptedIOException {
    Long count = part.count();
    Long before = part.before();
    Long since = part.since();
    this.progress = progress;
    boolean complete =
        since != null
            ? isReplaced(since, part.epoch())
                ? writeAgain(count, true, output)
                : writeSince(since, count == null ? Long.MAX_VALUE : count, output)
            : writeLast(
                count == null ? DEFAULT_COUNT : count,
                before == null ? head : Math.min(head, before - 1),
                output);
    History present = this;
    while (!complete) {
      present = of(pages, room);
      present.progress = progress;
      complete = present.writeAgain(count, since != null, output);
    }
  }

  /**
   * Whether {@code since} belongs to another epoch of the timeline, or is greater than the last
   * sequence.
   */
  private boolean isReplaced(long since, String itsEpoch) {
    return since > head || !(itsEpoch.isEmpty() || itsEpoch.equals(epoch));
  }

  private boolean writeAgain(@Nullable Long count, boolean all, Output output)
      throws CallFailedException, InterruptedIOException {
    long most = count != null ? count : all ? Long.MAX_VALUE : DEFAULT_COUNT;
    long after = all ? first - 1 : Math.max(head - most, first - 1);
    output.gap(
        Gap.newBuilder()
            .setRoom(room)
            .setReason(GapReason.GAP_REASON_RESET)
            .setEpoch(epoch)
            .setLastMissingSequence(Math.max(0, after))
            .build());
    return write(Math.max(0, after), all && most < head - after ? after + most : head, output);
  }

  private boolean writeLast(long count, long last, Output output)
      throws CallFailedException, InterruptedIOException {
    return write(Math.max(last - count, first - 1), last, output);
  }

  private boolean writeSince(long sequence, long count, Output output)
      throws CallFailedException, InterruptedIOException {
    long after = Math.max(sequence, first - 1);
    if (after > sequence && count > 0) {
      writeGap(GapReason.GAP_REASON_TRIMMED, sequence, after, output);
    }
    return write(after, count > head - after ? head : after + count, output);
  }

  /**
   * Writes the events after {@code after}, up to {@code last}. Returns false if the timeline has
   * got a new epoch.
   */
  private boolean write(long after, long last, Output output)
      throws CallFailedException, InterruptedIOException {
    long position = after;
    while (position < last && !output.isBroken()) {
      ListMessagesResponse page = page(position, last);
      if (!page.getEpoch().equals(epoch)) {
        return false;
      }
      for (Event event : page.getEventsList()) {
        // The server may have removed old events meanwhile, or have lost some.
        if (event.getSequence() > position + 1) {
          writeGap(page, position, Math.min(last, event.getSequence() - 1), output);
        }
        position = event.getSequence();
        if (position > last) {
          return true;
        }
        output.event(event, epoch);
      }
      progress.reached(position - after, last - after);
      if (page.getEventsCount() == 0) {
        writeGap(page, position, last, output);
        return true;
      }
    }
    return true;
  }

  private ListMessagesResponse page(long after, long last)
      throws CallFailedException, InterruptedIOException {
    return pages.page(
        ListMessagesRequest.newBuilder()
            .setRoom(room)
            .setAfterSequence(after)
            .setPageSize((int) Math.min(PAGE_SIZE, last - after))
            .build());
  }

  /** Writes a gap for events that the page should have had. */
  private void writeGap(ListMessagesResponse page, long after, long last, Output output) {
    long kept = page.getFirstSequence();
    if (after + 1 < kept) {
      writeGap(GapReason.GAP_REASON_TRIMMED, after, Math.min(last, kept - 1), output);
    }
    if (last >= kept) {
      writeGap(GapReason.GAP_REASON_LOST, Math.max(after, kept - 1), last, output);
    }
  }

  private void writeGap(GapReason reason, long after, long last, Output output) {
    output.gap(
        Gap.newBuilder()
            .setRoom(room)
            .setReason(reason)
            .setEpoch(epoch)
            .setFirstMissingSequence(after + 1)
            .setLastMissingSequence(last)
            .build());
  }
}
