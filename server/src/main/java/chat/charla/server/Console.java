package chat.charla.server;

import chat.charla.admin.v1.BackupResult;
import chat.charla.admin.v1.LogLevelChange;
import chat.charla.server.admin.AdminListener;
import chat.charla.server.admin.BackupMaker;
import chat.charla.server.disk.DiskChange;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.disk.DiskWatch;
import chat.charla.server.logging.Line;
import chat.charla.server.logging.LogOutput;
import chat.charla.server.logging.LogOutput.Words;
import chat.charla.server.options.Problem;
import chat.charla.server.room.Activity;
import chat.charla.v1.User;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The operator's console. It has a line for each connection, message and command, in the format of
 * the original program. The line for a private message has the author and the recipient, not the
 * text. {@link LogOutput} limits the lines that clients can cause.
 */
final class Console implements Activity, DiskWatch.Listener, AdminListener {
  /**
   * How many lines of one kind that clients cause are written at once, if standard error is not a
   * terminal.
   */
  static final int LINES_AT_ONCE = 100;

  /**
   * Like {@link #LINES_AT_ONCE}, if standard error is a terminal: more lines than people read. A
   * terminal needs a limit, too, because a program may record its output.
   */
  static final int LINES_AT_ONCE_ON_TERMINAL = 10_000;

  /** The server to which clients connect by default. */
  private static final String CLIENT_DEFAULT = "localhost:9998";

  /** The details that only the audit timeline has. */
  private static final Set<String> ONLY_IN_AUDIT =
      Set.of("because_of", "inviter", "note", "unchanged");

  /** The details that are numbers. The text has a singular. */
  private static final Set<String> COUNTS = Set.of("count", "uses");

  private static final Logger LOG = System.getLogger(Console.class.getName());

  private final LogOutput out;
  private volatile ResourceBundle texts;
  private volatile boolean showMessages;
  private final int atOnce;
  private final InstantSource clock;

  /**
   * Creates a console that writes to this output.
   *
   * @param showMessages whether to print the texts posted in rooms
   * @param atOnce how many lines of one kind that clients cause are written at once
   * @param clock tells the times of the lines
   */
  Console(LogOutput out, Locale locale, boolean showMessages, int atOnce, InstantSource clock) {
    this.out = out;
    this.texts = texts(locale);
    this.showMessages = showMessages;
    this.atOnce = atOnce;
    this.clock = clock;
  }

  /** The texts of the log output in this language. */
  static Words words(Locale locale) {
    ResourceBundle texts = texts(locale);
    return new Words() {
      @Override
      public String leftOut(long lines) {
        return MessageFormat.format(texts.getString("left-out"), lines);
      }

      @Override
      public String dropped(long lines) {
        return MessageFormat.format(texts.getString("dropped"), lines);
      }
    };
  }

  /** The texts of the console and of the errors at the start. */
  static ResourceBundle texts(Locale locale) {
    return ResourceBundle.getBundle("chat.charla.server.Console", locale);
  }

  void listening(String host, int port) {
    print(Level.INFO, "listening", address(host, port));
  }

  /** Prints the path of the data directory. */
  void data(Path directory) {
    print(Level.INFO, "data", directory.toAbsolutePath().normalize().toString());
  }

  /**
   * Prints a command that joins, for users to paste into a shell. The launcher of a checkout is not
   * in the PATH, so it passes its own command line in the property {@code charla.command}.
   *
   * @param host the host on which the server listens; if the server listens on all addresses, the
   *     line names "localhost" instead
   */
  void printJoinCommand(String host, int port, boolean encrypted) {
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    String address = address(everywhere ? "localhost" : host, port);
    String server = address.equals(CLIENT_DEFAULT) ? "" : " --server " + address;
    String launcher = System.getProperty("charla.command", "charla");
    print(Level.INFO, "how-to-join", launcher, server + (encrypted ? " --tls" : ""));
  }

  /** The address in the form that a client accepts, with an IPv6 address in brackets. */
  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Prints the certificate's fingerprint, which users can compare with what their client shows. */
  void certificate(String fingerprint) {
    print(Level.INFO, "certificate", fingerprint);
  }

  /** Warns that connections are not encrypted. */
  void warnUnencrypted() {
    print(Level.WARNING, "readable-by-others");
  }

  /** Prints the address of the metrics. */
  void metrics(String host, int port) {
    print(Level.INFO, "metrics", address(host, port));
  }

  /** Warns that other machines can read the metrics. */
  void warnMetricsReadable() {
    print(Level.WARNING, "metrics-readable-by-others");
  }

  void stopping() {
    print(Level.INFO, "stopping");
  }

  /** Prints why the server does not start or must end, and what the operator can do. */
  void failed(String reason, String hint) {
    print(Level.ERROR, "error", reason);
    print(Level.ERROR, "hint", hint);
  }

  /** Changes the language, and whether to print the texts posted in rooms. */
  void reload(Locale locale, boolean showMessages) {
    this.texts = texts(locale);
    this.showMessages = showMessages;
    out.words(words(locale));
  }

  /**
   * Prints that this option has another value now. A null value means that the option is absent.
   */
  void reloaded(String option, @Nullable String value, @Nullable String before) {
    print(Level.INFO, "reloaded", option, orNone(value), orNone(before));
  }

  /** Prints that this option will have another value after a restart. */
  void needsRestart(String option, @Nullable String value, @Nullable String before) {
    print(Level.WARNING, "reload.restart", option, orNone(value), orNone(before));
  }

  /** Prints that the configuration is the same as before. */
  void reloadedNothing() {
    print(Level.INFO, "reload.nothing");
  }

  /** Prints that there is no file to read again. */
  void reloadedNoFile() {
    print(Level.WARNING, "reload.no-file");
  }

  /**
   * Prints that the server does not read the configuration file again, because the file is not a
   * regular file but, for example, a pipe.
   *
   * @return the problem
   */
  Problem reloadRefused(Path file) {
    Problem problem = new Problem(file.toString(), texts.getString("reload.not-regular"));
    reloadRefused(List.of(problem));
    return problem;
  }

  /**
   * Prints that the configuration is unchanged, because the new configuration has these problems.
   */
  void reloadRefused(List<Problem> problems) {
    print(Level.WARNING, "reload.refused");
    problems.forEach(problem -> print(Level.WARNING, "reload.problem", problem.toString()));
  }

  /** Prints that the configuration is unchanged, because of this unexpected failure. */
  void reloadFailed(Throwable failure) {
    print(Level.WARNING, "reload.failed", failure.toString());
  }

  private String orNone(@Nullable String value) {
    return value == null ? texts.getString("reload.none") : value;
  }

  @Override
  public void connected(User user, String address) {
    Map<String, String> fields = about(user);
    if (!address.isEmpty()) {
      fields.put(Line.ADDRESS, address);
    }
    printLimited("connected", fields, user.getName(), user.getId());
  }

  @Override
  public void reconnecting(User user) {
    printLimited("reconnecting", about(user), user.getName(), user.getId());
  }

  @Override
  public void left(User user) {
    printLimited("left", about(user), user.getName(), user.getId());
  }

  @Override
  public void commanded(User user, Command command) {
    printLimited("command." + command.name(), about(user), user.getName(), user.getId());
  }

  @Override
  public void posted(User author, String room, String text) {
    if (showMessages) {
      Map<String, String> fields = about(author);
      fields.put("room", room);
      fields.put("text", text);
      String key = "posted." + (room.equals("lobby") ? "lobby" : "room");
      printLimited(key, fields, author.getName(), text, room);
    }
  }

  @Override
  public void postedPrivately(User author, User recipient) {
    Map<String, String> fields = about(author);
    fields.put("recipient_id", recipient.getId());
    fields.put("recipient", recipient.getName());
    printLimited("private", fields, author.getName(), recipient.getName());
  }

  @Override
  public void diskLevelChanged(DiskChange change) {
    boolean partialRecovery = change.isPartialRecovery();
    print(
        change.level() == DiskLevel.ENOUGH ? Level.INFO : Level.WARNING,
        "disk." + (partialRecovery ? "LOW_AGAIN" : change.level().name()),
        ByteCount.text(change.usable()),
        ByteCount.text(partialRecovery ? change.enoughBytes() : change.min()));
  }

  @Override
  public void logLevelChanged(LogLevelChange change) {
    String level = change.getLevel().name().replace("LOG_LEVEL_", "");
    String end = Instant.ofEpochSecond(change.getEndTime().getSeconds()).toString();
    print(Level.INFO, "admin.log-level", change.getLogger(), level, end);
  }

  @Override
  public void logLevelRestored(String logger) {
    print(Level.INFO, "admin.log-level.restored", logger);
  }

  @Override
  public void notified(String room, String text) {
    print(Level.INFO, room.isEmpty() ? "admin.notice" : "admin.notice.room", text, room);
  }

  @Override
  public void backupBegun(String path) {
    print(Level.INFO, "admin.backup.begun", path);
  }

  @Override
  public void backupMade(BackupResult result) {
    String size = ByteCount.text(result.getSizeBytes());
    print(Level.INFO, "admin.backup.made", result.getPath(), size);
  }

  @Override
  public void backupFailed(String path, BackupMaker.Cause cause, String detail) {
    String key = "admin.backup.cause." + cause;
    ResourceBundle now = texts;
    String words = now.containsKey(key) ? now.getString(key) : detail;
    print(Level.WARNING, "admin.backup.failed", path, words);
  }

  /**
   * Prints the target, and then the values of the details in the order of their names. Details that
   * not every such action has are only in the audit timeline.
   */
  @Override
  public void administered(String action, String target, Map<String, String> details) {
    SortedMap<String, String> sorted = new TreeMap<>(details);
    String variant =
        sorted.containsKey("unchanged")
            ? ".unchanged"
            : sorted.containsKey("end_time") ? ".until" : "";
    sorted.keySet().removeAll(ONLY_IN_AUDIT);
    String key = "administered." + action + variant;
    if (COUNTS.stream().anyMatch(name -> "1".equals(sorted.get(name)))) {
      key += ".one";
    }
    List<String> arguments = new ArrayList<>(List.of(target));
    arguments.addAll(sorted.values());
    print(Level.INFO, key, arguments.toArray(String[]::new));
  }

  private static Map<String, String> about(User user) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("user_id", user.getId());
    fields.put("user", user.getName());
    return fields;
  }

  /** Prints a line that clients cannot cause. */
  private void print(Level level, String key, String... arguments) {
    print(() -> out.write(line(clock.instant(), texts, level, key, Map.of(), arguments)));
  }

  private void printLimited(String key, Map<String, String> fields, String... arguments) {
    // The line may be formatted later, but must have the present time.
    Instant time = clock.instant();
    ResourceBundle now = texts;
    print(
        () ->
            out.writeLimited(
                key, atOnce, () -> line(time, now, Level.INFO, key, fields, arguments)));
  }

  private static void print(Runnable line) {
    try {
      line.run();
    } catch (RuntimeException defect) {
      LOG.log(Level.ERROR, "a console line could not be formatted", defect);
    }
  }

  private static Line line(
      Instant time,
      ResourceBundle texts,
      Level level,
      String key,
      Map<String, String> fields,
      String... arguments) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kind", key);
    all.putAll(fields);
    String pattern = texts.getString(key);
    String message = new MessageFormat(pattern, Locale.ROOT).format(arguments);
    return Line.ofConsole(time, level, message, all);
  }
}
