package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.ChatSettings;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.UnusableTextException;
import chat.charla.client.RoomState;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows events and answers on the console, in the current language and by the user's settings.
 * Prints the date when the day changes: before an event whose day differs from the day of the
 * previous event. For the first event, the day on which the chat started counts as the previous
 * day. Owned by the client's scheduler.
 */
public final class Display {
  private final Console console;
  private final Words words;
  private final Clock clock;
  private ChatSettings settings;
  private LocalDate day;

  public Display(Console console, Words words, Clock clock, ChatSettings settings) {
    this.console = console;
    this.words = words;
    this.clock = clock;
    this.settings = settings;
    this.day = LocalDate.now(clock);
  }

  public Words words() {
    return words;
  }

  public ChatSettings settings() {
    return settings;
  }

  public void set(ChatSettings changed) {
    settings = changed;
  }

  /**
   * Shows an event, if it has a text.
   *
   * @param room the room to show with the event, or empty for the current room
   */
  public void event(Event event, User self, String room) {
    transcript().of(event, self, room).ifPresent(lines -> onItsDay(event, lines));
  }

  /**
   * Shows a change of a room, or of the role or restrictions of a member.
   *
   * @param room as for {@link #event}
   * @param before the state of the room before the event, or null if it is not known
   */
  public void changed(Event event, User self, String room, @Nullable RoomState before) {
    onItsDay(event, transcript().changed(event, self, room, before));
  }

  private void onItsDay(Event event, StyledText lines) {
    LocalDate today = transcript().dayOf(event);
    if (!today.equals(day)) {
      day = today;
      console.print(transcript().day(today, Locale.forLanguageTag(words.language().tag())));
    }
    console.print(lines);
  }

  /** Shows a line about the program itself, such as a lost connection. */
  public void systemLine(String key, Object... arguments) {
    console.print(transcript().systemLine(clock.instant(), words.text(key, arguments)));
  }

  /** Reports that a line could not be read and was not sent. */
  public void unreadable(UnusableTextException unusable) {
    console.print(transcript().systemLine(clock.instant(), unusable.in(words.messages())));
  }

  /** Shows the answer to a typed line. */
  public void answer(String key, Object... arguments) {
    answerText(words.text(key, arguments));
  }

  /** Shows the most useful commands, and Tab if the console completes words. */
  public void hints() {
    answer(console.echoesInput() ? "hints.append-only" : "hints");
  }

  /** Does the same as {@link #answer}, with a text instead of a message key. */
  public void answerText(String text) {
    console.print(transcript().answer(text));
  }

  /**
   * Says what is wrong with a value of a command, in the same words as for an option of the command
   * line.
   *
   * @param command the command, and possibly the name of the value
   */
  public void badValue(String command, String complaint) {
    answerText(command + ": " + complaint);
  }

  /** Shows a table as the answer to a typed line. */
  public void answerTable(List<String[]> rows) {
    answerText(Table.of(rows, columns() - Transcript.SYSTEM.length()));
  }

  /** The maximum number of columns of a line. */
  public int columns() {
    return console.columns();
  }

  /** Reports that a message was not sent. */
  public void unsent(String text, String why) {
    String told = words.text("message.refused", Sanitizer.excerpt(text), why);
    console.print(transcript().failed(clock.instant(), "✗", told));
  }

  /** Reports that the server has refused something other than a message. */
  public void refused(String text) {
    console.print(transcript().failed(clock.instant(), "✗", text));
  }

  /** Reports that it is unknown whether a message was sent. */
  public void outcomeUnknown(String text) {
    String told = words.text("message.unknown", Sanitizer.excerpt(text));
    console.print(transcript().failed(clock.instant(), "?", told));
  }

  public void divider(String text) {
    console.print(transcript().divider(text));
  }

  /** Shows the server's welcome text. */
  public void welcome(String text) {
    console.print(transcript().welcome(text));
  }

  /** Prints a text unchanged. The caller must have sanitized the text. */
  public void plain(String text) {
    console.print(StyledText.of(text));
  }

  /** Rings the bell if the setting for it is on. */
  public void ring() {
    if (settings.bell()) {
      console.ring();
    }
  }

  public void clear() {
    console.clear();
  }

  private Transcript transcript() {
    return new Transcript(words.messages(), clock.getZone(), settings.timestamps());
  }
}
