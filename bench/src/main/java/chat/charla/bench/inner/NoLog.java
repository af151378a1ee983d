package chat.charla.bench.inner;

import chat.charla.server.log.Append;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A log for readers that never fall behind: whoever asks it has measured something else. */
final class NoLog implements MessageLog {
  @Override
  public Map<TimelineId, Tail> timelines() {
    throw asked();
  }

  @Override
  public CompletionStage<Tail> open(TimelineId timeline) {
    throw asked();
  }

  @Override
  public CompletionStage<Void> append(Append append) {
    throw asked();
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys) {
    throw asked();
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    throw asked();
  }

  @Override
  public CompletionStage<Boolean> removeUnused(TimelineId timeline) {
    throw asked();
  }

  @Override
  public CompletionStage<Void> forget(String identityId) {
    throw asked();
  }

  private static IllegalStateException asked() {
    return new IllegalStateException("the log is not asked here");
  }
}
