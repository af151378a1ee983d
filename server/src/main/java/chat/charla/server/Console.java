package chat.charla.server;

import chat.charla.server.options.Problem;
import chat.charla.server.room.Activity;
import chat.charla.v1.User;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The operator's console. It has a line for each connection, message and command, in the format of
 * the original program. The line for a private message has the author and the recipient, not the
 * text.
 *
 * <p>A separate thread writes the lines, so that the server never waits for standard error. If
 * standard error is blocked and too many lines wait, further lines are dropped, and their number is
 * printed later.
 */
final class Console implements Activity, AutoCloseable {
  private static final Logger LOG = System.getLogger(Console.class.getName());
  private static final int MAX_WAITING = 10_000;
  private static final long CLOSE_MILLIS = 1000;
  private static final String END = "";

  private final PrintStream out;
  private volatile ResourceBundle texts;
  private volatile boolean showMessages;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer = new Thread(this::write, "charla-console");

  /**
   * Starts the thread that writes.
   *
   * @param showMessages whether to print the texts posted in rooms
   */
  Console(PrintStream out, Locale locale, boolean showMessages) {
    this.out = out;
    this.texts = texts(locale);
    this.showMessages = showMessages;
    writer.setDaemon(true);
    writer.start();
  }

  /** The texts of the console and of the errors at the start. */
  static ResourceBundle texts(Locale locale) {
    return ResourceBundle.getBundle("chat.charla.server.Console", locale);
  }

  void listening(String host, int port) {
    print("listening", address(host, port));
  }

  /** The address in the form that a client accepts, with an IPv6 address in brackets. */
  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Prints the certificate's fingerprint, which users can compare with what their client shows. */
  void certificate(String fingerprint) {
    print("certificate", fingerprint);
  }

  /** Warns that connections are not encrypted. */
  void warnUnencrypted() {
    print("readable-by-others");
  }

  void stopping() {
    print("stopping");
  }

  /** Changes the language, and whether to print the texts posted in rooms. */
  void reload(Locale locale, boolean showMessages) {
    this.texts = texts(locale);
    this.showMessages = showMessages;
  }

  /** Says that this option has another value now. A null value is that of an absent option. */
  void reloaded(String option, @Nullable String value, @Nullable String before) {
    print("reloaded", option, orNone(value), orNone(before));
  }

  /** Says that this option will have another value after a restart. */
  void needsRestart(String option, @Nullable String value, @Nullable String before) {
    print("reload.restart", option, orNone(value), orNone(before));
  }

  /** Says that the configuration is the same as before. */
  void reloadedNothing() {
    print("reload.nothing");
  }

  /** Says that there is no file to read again. */
  void reloadedNoFile() {
    print("reload.no-file");
  }

  /** Says that the configuration file is not read again, because it is a pipe or the like. */
  void reloadRefused(Path file) {
    Problem problem = new Problem(file.toString(), texts.getString("reload.not-regular"));
    reloadRefused(List.of(problem));
  }

  /** Says that the configuration stays as it was, because the new one has these problems. */
  void reloadRefused(List<Problem> problems) {
    print("reload.refused");
    problems.forEach(problem -> print("reload.problem", problem.toString()));
  }

  /** Says that the configuration stays as it was, because of this unexpected failure. */
  void reloadFailed(Throwable failure) {
    print("reload.failed", failure.toString());
  }

  private String orNone(@Nullable String value) {
    return value == null ? texts.getString("reload.none") : value;
  }

  @Override
  public void connected(User user) {
    print("connected", user.getName(), user.getId());
  }

  @Override
  public void reconnecting(User user) {
    print("reconnecting", user.getName(), user.getId());
  }

  @Override
  public void left(User user) {
    print("left", user.getName(), user.getId());
  }

  @Override
  public void commanded(User user, Command command) {
    print("command." + command.name(), user.getName(), user.getId());
  }

  @Override
  public void posted(User author, String room, String text) {
    if (showMessages) {
      print("posted." + (room.equals("lobby") ? "lobby" : "room"), author.getName(), text, room);
    }
  }

  @Override
  public void postedPrivately(User author, User recipient) {
    print("private", author.getName(), recipient.getName());
  }

  /** Writes the lines that are waiting, for at most a second, and stops the thread. */
  @Override
  public void close() {
    if (!waiting.offer(END)) {
      writer.interrupt();
    }
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(String key, String... arguments) {
    String line;
    try {
      line = line(key, arguments);
    } catch (RuntimeException defect) {
      LOG.log(Level.ERROR, "a console line could not be formatted", defect);
      return;
    }
    if (!waiting.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  private String line(String key, String... arguments) {
    Object[] harmless = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      harmless[i] = oneLine(arguments[i]);
    }
    return new MessageFormat(texts.getString(key), Locale.ROOT).format(harmless);
  }

  private void write() {
    try {
      for (String line = waiting.take(); !line.equals(END); line = waiting.take()) {
        out.println(line);
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          out.println(MessageFormat.format(texts.getString("dropped"), lost));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  /** Replaces characters with which a user's text could forge a line or control the terminal. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            codePoint -> {
              int type = Character.getType(codePoint);
              boolean harmful =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              line.appendCodePoint(harmful ? 0xFFFD : codePoint);
            });
    return line.toString();
  }
}
