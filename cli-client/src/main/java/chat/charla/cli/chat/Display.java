package chat.charla.cli.chat;

import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.UnusableTextException;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;

/**
 * Shows things on the console: in the present language, as the person has set it, with a line where
 * a day begins. Owned by the client's scheduler.
 */
final class Display {
  private static final int EXCERPT = 40;

  private final Console console;
  private final Words words;
  private final Clock clock;
  private ChatSettings settings;
  private LocalDate day;

  Display(Console console, Words words, Clock clock, ChatSettings settings) {
    this.console = console;
    this.words = words;
    this.clock = clock;
    this.settings = settings;
    this.day = LocalDate.now(clock);
  }

  Words words() {
    return words;
  }

  ChatSettings settings() {
    return settings;
  }

  void set(ChatSettings changed) {
    settings = changed;
  }

  /**
   * Shows an event, if there is something to show.
   *
   * @param room what to call its room, or empty if it is the one that is being read
   */
  void event(Event event, User self, String room) {
    Transcript transcript = transcript();
    transcript
        .of(event, self, room)
        .ifPresent(
            lines -> {
              LocalDate today = transcript.dayOf(event);
              if (!today.equals(day)) {
                day = today;
                console.print(transcript.day(today, Locale.forLanguageTag(words.language().tag())));
              }
              console.print(lines);
            });
  }

  /** Something has happened to the program. */
  void happened(String key, Object... arguments) {
    console.print(transcript().happened(clock.instant(), words.text(key, arguments)));
  }

  /** Tells that a line was not read, and so not sent. */
  void unread(UnusableTextException unusable) {
    console.print(transcript().happened(clock.instant(), unusable.in(words.messages())));
  }

  /** Answers to what was typed. */
  void answer(String key, Object... arguments) {
    answerText(words.text(key, arguments));
  }

  /** As {@link #answer}, with words that are ready. */
  void answerText(String text) {
    console.print(transcript().answer(text));
  }

  /** Tells that what was said was not sent. */
  void unsent(String text, String why) {
    String told = words.text("message.refused", excerpt(text), why);
    console.print(transcript().failed(clock.instant(), "✗", told));
  }

  /** Tells that nobody knows whether what was said was sent. */
  void unknown(String text) {
    String told = words.text("message.unknown", excerpt(text));
    console.print(transcript().failed(clock.instant(), "?", told));
  }

  void divider(String text) {
    console.print(transcript().divider(text));
  }

  /** The server's greeting. */
  void welcome(String text) {
    console.print(transcript().welcome(text));
  }

  /** Words that are harmless, as they are. */
  void plain(String text) {
    console.print(StyledText.of(text));
  }

  /** Rings, if the person wants that. */
  void ring() {
    if (settings.bell()) {
      console.ring();
    }
  }

  void clear() {
    console.clear();
  }

  private Transcript transcript() {
    return new Transcript(words.messages(), clock.getZone(), settings.timestamps());
  }

  /** The beginning of a text, to tell which one is meant. */
  private static String excerpt(String text) {
    return excerpt(text, EXCERPT);
  }

  static String excerpt(String text, int codePoints) {
    String line = Sanitizer.line(text);
    return line.codePointCount(0, line.length()) <= codePoints
        ? line
        : line.substring(0, line.offsetByCodePoints(0, codePoints)) + "…";
  }
}
