package chat.charla.cli.demo;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The expectations of the demo, and whether each expectation was met. Not thread-safe. */
final class Checklist {
  private record Item(String where, String what, boolean met) {}

  private final List<Item> items = new ArrayList<>();

  void add(String where, String what, boolean met) {
    items.add(new Item(where, what, met));
  }

  boolean isComplete() {
    return items.stream().allMatch(Item::met);
  }

  void print(PrintStream out, Messages messages) {
    int width = items.stream().mapToInt(item -> item.where().length()).max().orElse(0);
    for (Item item : items) {
      String gap = " ".repeat(width - item.where().length() + 2);
      out.println(
          (item.met() ? "  ✓ " : "  ✗ ") + item.where() + gap + Sanitizer.line(item.what()));
    }
    long met = items.stream().filter(Item::met).count();
    out.println();
    out.println(
        messages.text(isComplete() ? "demo.complete" : "demo.incomplete", met, items.size()));
  }
}
