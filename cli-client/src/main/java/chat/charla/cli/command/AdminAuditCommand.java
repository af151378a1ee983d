package chat.charla.cli.command;

import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla admin audit}: prints what operators have done, each action on its own line. */
@Command(name = "audit", sortOptions = false)
final class AdminAuditCommand extends OperatorCommand {
  private static final int PAGE = 200;
  private static final long POLL_MILLIS = 1000;

  @Option(names = "--since", order = OWN_OPTION, paramLabel = "N")
  private long since;

  @Option(names = "--follow", order = OWN_OPTION)
  private boolean follow;

  @Override
  void run(AdminConnection connection) throws CallFailedException {
    long last = since;
    boolean more = true;
    while (more || (follow && waitsForMore())) {
      long after = last;
      ListMessagesResponse page = connection.chat(calls -> calls.listMessages(after(after)));
      page.getEventsList().forEach(this::print);
      if (page.getEventsCount() > 0) {
        last = page.getEvents(page.getEventsCount() - 1).getSequence();
      }
      more = !page.getNextPageToken().isEmpty();
    }
  }

  private static ListMessagesRequest after(long sequence) {
    return ListMessagesRequest.newBuilder()
        .setRoom("!")
        .setAfterSequence(sequence)
        .setPageSize(PAGE)
        .build();
  }

  /** Waits until it is time to ask for new actions. Returns false if the command is interrupted. */
  private static boolean waitsForMore() {
    try {
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Prints the number, the time, the action, its target and its details, separated by two spaces.
   */
  private void print(Event event) {
    Record record = event.getRecord();
    List<String> parts = new ArrayList<>();
    parts.add(Long.toString(event.getSequence()));
    parts.add(AdminTexts.time(event.getCreateTime()));
    parts.add(record.getAction());
    if (!record.getTarget().isEmpty()) {
      parts.add(record.getTarget());
    }
    new TreeMap<>(record.getDetailsMap()).forEach((name, value) -> parts.add(name + "=" + value));
    print(Sanitizer.line(String.join("  ", parts)));
  }
}
