package chat.charla.server.storage.sqlite;

import chat.charla.server.ban.AddressBanStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Stores each ban as a row of the table {@code numbers}. The row's value is the end of the ban. Its
 * name has the range and the note, separated by a space. The store uses the same writer and readers
 * as the message log.
 */
final class SqliteAddressBanStore implements AddressBanStore {
  private static final String PREFIX = "address-ban ";

  private final Writer writer;
  private final Readers readers;

  SqliteAddressBanStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public List<StoredBan> load() {
    return readers.readNow(
        tables -> {
          List<StoredBan> bans = new ArrayList<>();
          tables.numbers().beginningWith(PREFIX).forEach((name, end) -> bans.add(ban(name, end)));
          return bans;
        });
  }

  private static StoredBan ban(String name, long end) {
    String ban = name.substring(PREFIX.length());
    int space = ban.indexOf(' ');
    return space < 0
        ? new StoredBan(ban, end, "")
        : new StoredBan(ban.substring(0, space), end, ban.substring(space + 1));
  }

  @Override
  public CompletionStage<Boolean> put(StoredBan ban) {
    String range = namePrefix(ban.range());
    String name = range + ban.note();
    return writer.submit(
        name.length(),
        tables -> {
          tables.numbers().deleteBeginningWith(range);
          tables.numbers().put(name, ban.endMillis());
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> remove(String range) {
    return writer.submit(
        0,
        tables -> {
          tables.numbers().deleteBeginningWith(namePrefix(range));
          return true;
        });
  }

  /** The beginning of the names of all bans of this range. */
  private static String namePrefix(String range) {
    return PREFIX + range + " ";
  }
}
