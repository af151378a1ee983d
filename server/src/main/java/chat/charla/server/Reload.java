package chat.charla.server;

import chat.charla.admin.v1.ReloadConfigResponse;
import chat.charla.admin.v1.SettingChange;
import chat.charla.server.Configuration.Value;
import chat.charla.server.admin.Reloader;
import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.logging.LineFormat;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of the configuration to a running server, and tells the operator what has
 * changed. Thread-safe.
 *
 * <p>Only some options can change while the server runs. An option that determines a value of the
 * contract's {@code Limits} cannot change, because the contract says that these values are constant
 * until the server stops.
 */
final class Reload {
  private static final Logger LOG = System.getLogger(Reload.class.getName());

  /**
   * The largest number of characters of the problems in an answer. The server sends the problems in
   * a header, whose length is limited.
   */
  private static final int MAX_PROBLEM_CHARACTERS = 1500;

  /** The options that can change while the server runs. */
  static final Set<String> RELOADABLE =
      Set.of(
          "welcome",
          "retain-messages",
          "retain-for",
          "retain-private-messages-for",
          "retain-audit",
          "announce-loss-after",
          "address-message-rate",
          "address-byte-rate",
          "address-command-rate",
          "address-join-rate",
          "address-user-rate",
          "address-room-rate",
          "address-failure-rate",
          "address-login-rate",
          "min-free-disk",
          "flood-refusals",
          "flood-pause",
          "lang",
          "quiet");

  private final CharlaServer server;
  private final Console console;
  private final StandardError error;
  private final LineFormat format;
  private final @Nullable Path file;
  private Locale language;

  /** The values with which the server runs, in TOML. */
  private final Map<String, @Nullable String> running = new HashMap<>();

  /**
   * Prepares to reload.
   *
   * @param started the configuration with which the server was started
   * @param error the kind of standard error
   */
  Reload(CharlaServer server, Console console, Configuration started, StandardError error) {
    this.server = server;
    this.console = console;
    this.error = error;
    this.format = started.logFormat().lines(error);
    this.file = started.file();
    this.language = started.locale();
    started.values().forEach((option, value) -> running.put(option, value.text()));
  }

  /**
   * Reads the configuration again and applies it. If the new configuration has an error, or an
   * unexpected failure occurs, nothing changes.
   *
   * @param reader reads the new configuration
   * @return what has changed, or why nothing has
   */
  synchronized Outcome<ReloadConfigResponse> run(ConfigurationReader reader) {
    if (file == null) {
      console.reloadedNoFile();
      return refused(List.of(Console.texts(language).getString("reload.without-file")));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe provides its text only once, so reading it again could block forever.
      return refused(List.of(console.reloadRefused(file)));
    }
    Configuration next;
    try {
      next = reader.read(language);
      server.reload(next.server());
    } catch (BadConfigurationException e) {
      console.reloadRefused(e.problems());
      return refused(e.problems());
    } catch (RuntimeException | LinkageError e) {
      // A class may be missing, because an operator may replace the program while it runs.
      ProcessEnd.ifFatal(e);
      LOG.log(Level.ERROR, "reloading failed", e);
      console.reloadFailed(e);
      return Outcome.refused(Refusal.internal());
    }
    language = next.locale();
    console.reload(language, next.showsMessages(error));
    LastLines.prepare(language, format);
    ReloadConfigResponse.Builder changes = ReloadConfigResponse.newBuilder();
    for (Map.Entry<String, Value> entry : new TreeMap<>(next.values()).entrySet()) {
      String option = entry.getKey();
      String text = entry.getValue().text();
      String before = running.get(option);
      if (Objects.equals(text, before)) {
        continue;
      }
      if (RELOADABLE.contains(option)) {
        running.put(option, text);
        console.reloaded(option, text, before);
        changes.addChanged(change(option, text, before));
      } else {
        console.needsRestart(option, text, before);
        changes.addNeedsRestart(change(option, text, before));
      }
    }
    if (changes.getChangedCount() + changes.getNeedsRestartCount() == 0) {
      console.reloadedNothing();
    }
    return Outcome.done(changes.build());
  }

  private static SettingChange change(
      String option, @Nullable String text, @Nullable String before) {
    SettingChange.Builder change = SettingChange.newBuilder().setSetting(option);
    if (text != null) {
      change.setValue(text);
    }
    if (before != null) {
      change.setPreviousValue(before);
    }
    return change.build();
  }

  private static Outcome<ReloadConfigResponse> refused(List<?> problems) {
    String all = problems.stream().map(Object::toString).collect(Collectors.joining("\n"));
    return Reloader.refused(all.substring(0, Math.min(MAX_PROBLEM_CHARACTERS, all.length())));
  }
}
