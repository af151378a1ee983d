package chat.charla.server.storage.sqlite;

import chat.charla.server.invitation.InvitationStore;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The store of invitations. It uses the same writer and readers as the message log. */
final class SqliteInvitationStore implements InvitationStore {
  private final Writer writer;
  private final Readers readers;

  SqliteInvitationStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Map<String, byte[]> load() {
    return readers.readNow(tables -> tables.invitations().all());
  }

  @Override
  public CompletionStage<Boolean> put(String id, byte[] record) {
    return writer.submit(
        record.length,
        tables -> {
          tables.invitations().put(id, record);
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> remove(String id) {
    return writer.submit(
        0,
        tables -> {
          tables.invitations().delete(id);
          return true;
        });
  }
}
