package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.client.CallFailure;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import io.grpc.Status;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The durable events of a timeline, as far as there are any at a moment. Any part of it is written
 * oldest first, page by page, so that it takes no more memory than one page. For one thread.
 */
public final class History {
  /** How many events are shown if nobody says. */
  public static final long DEFAULT_COUNT = 50;

  private static final int PAGE_SIZE = 1000;

  private final IdentityCalls server;
  private final String room;
  private final String epoch;
  private final long first;
  private final long head;

  private History(IdentityCalls server, String room, ListMessagesResponse newest) {
    this.server = server;
    this.room = room;
    this.epoch = newest.getEpoch();
    this.first = newest.getFirstSequence();
    this.head = newest.getHeadSequence();
  }

  /**
   * The history as it is now.
   *
   * @param room a room that the identity is in, or empty for the inbox
   */
  public static History of(IdentityCalls server, String room)
      throws CallFailedException, InterruptedIOException {
    ListMessagesRequest newest =
        ListMessagesRequest.newBuilder().setRoom(room).setPageSize(1).build();
    return new History(server, room, server.messages(newest));
  }

  /** Which life of the timeline this is. */
  public String epoch() {
    return epoch;
  }

  /** The sequence of the last event, 0 for none. */
  public long head() {
    return head;
  }

  /**
   * Writes a part of it: the events after a sequence, or else the last ones before a sequence, or
   * else the newest. If events after the sequence that was asked for are not kept any more, that is
   * told.
   *
   * @param count how many events at most; null for all after {@code since}, and for {@link
   *     #DEFAULT_COUNT} otherwise
   * @param before a sequence, or null
   * @param since a sequence, or null
   */
  public void write(
      @Nullable Long count, @Nullable Long before, @Nullable Long since, Output output)
      throws CallFailedException, InterruptedIOException {
    if (since != null) {
      writeSince(since, count == null ? Long.MAX_VALUE : count, output);
    } else {
      writeLast(
          count == null ? DEFAULT_COUNT : count,
          before == null ? head : Math.min(head, before - 1),
          output);
    }
  }

  private void writeLast(long count, long last, Output output)
      throws CallFailedException, InterruptedIOException {
    write(Math.max(last - count, first - 1), last, output);
  }

  private void writeSince(long sequence, long count, Output output)
      throws CallFailedException, InterruptedIOException {
    long after = Math.max(sequence, first - 1);
    if (after > sequence && count > 0) {
      tellGap(sequence, after, output);
    }
    write(after, count > head - after ? head : after + count, output);
  }

  private void write(long after, long last, Output output)
      throws CallFailedException, InterruptedIOException {
    long position = after;
    while (position < last && !output.isBroken()) {
      ListMessagesResponse page = page(position, last);
      for (Event event : page.getEventsList()) {
        // Retention goes on while this is read.
        if (event.getSequence() > position + 1) {
          tellGap(position, Math.min(last, event.getSequence() - 1), output);
        }
        position = event.getSequence();
        if (position > last) {
          return;
        }
        output.event(event, epoch);
      }
      if (page.getEventsCount() == 0) {
        tellGap(position, last, output);
        return;
      }
    }
  }

  private ListMessagesResponse page(long after, long last)
      throws CallFailedException, InterruptedIOException {
    ListMessagesResponse page =
        server.messages(
            ListMessagesRequest.newBuilder()
                .setRoom(room)
                .setAfterSequence(after)
                .setPageSize((int) Math.min(PAGE_SIZE, last - after))
                .build());
    if (!page.getEpoch().equals(epoch)) {
      throw new CallFailedException(
          CallFailure.of(Status.Code.ABORTED, "the server has another history now"));
    }
    return page;
  }

  private void tellGap(long after, long last, Output output) {
    output.gap(
        Gap.newBuilder()
            .setRoom(room)
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setEpoch(epoch)
            .setFirstMissingSequence(after + 1)
            .setLastMissingSequence(last)
            .build());
  }
}
