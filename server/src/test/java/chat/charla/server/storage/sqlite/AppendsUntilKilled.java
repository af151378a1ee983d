package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;

import chat.charla.server.log.MessageLog;
import java.nio.file.Path;

/** A program that appends events one by one, and prints a line when each is acknowledged. */
final class AppendsUntilKilled {
  private AppendsUntilKilled() {}

  public static void main(String[] arguments) {
    SqliteStorage storage = new SqliteStorage(Path.of(arguments[0]));
    storage.start();
    MessageLog log = storage.messages();
    long head = Awaiting.result(log.open(LOBBY)).head();
    while (true) {
      Awaiting.result(log.append(Appends.append(LOBBY, head, "event " + (head + 1))));
      head++;
      System.out.println(head);
    }
  }
}
