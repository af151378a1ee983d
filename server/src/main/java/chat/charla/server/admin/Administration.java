package chat.charla.server.admin;

import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.GetStatusResponse;
import chat.charla.admin.v1.LogLevel;
import chat.charla.admin.v1.LogLevelChange;
import chat.charla.admin.v1.NotifyRequest;
import chat.charla.admin.v1.NotifyResponse;
import chat.charla.admin.v1.ReloadConfigResponse;
import chat.charla.admin.v1.SetLogLevelRequest;
import chat.charla.admin.v1.SetLogLevelResponse;
import chat.charla.admin.v1.SettingChange;
import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.logging.TemporaryLevels;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import com.google.protobuf.Timestamp;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The calls of {@code AdminService}, independent of the transport. The caller has checked the
 * {@link AdminToken}. Every method returns at once, and any thread may call it. A reply must not
 * block or throw.
 */
public final class Administration implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Administration.class.getName());
  private static final String ALL_LOGGERS = "chat.charla.server";
  private static final Duration DEFAULT_DURATION = Duration.ofMinutes(10);
  private static final Duration MAX_DURATION = Duration.ofHours(24);

  private final Supplier<GetStatusResponse> status;
  private final TemporaryLevels levels;
  private final Backups backups;
  private final Reloader reloader;
  private final Notices notices;
  private final Recorder recorder;
  private final AdminListener listener;

  /** Runs reloads one after the other, so that many calls need only one thread. */
  private final ExecutorService reloads =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "charla-reload");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Connects the calls with the parts that carry them out.
   *
   * @param status returns the figures of the server, which this class completes
   * @param data the data directory
   * @param clock gives the time for the names of backups
   */
  public Administration(
      Supplier<GetStatusResponse> status,
      TemporaryLevels levels,
      BackupMaker maker,
      Reloader reloader,
      Notices notices,
      Recorder recorder,
      Path data,
      InstantSource clock,
      AdminListener listener) {
    this.status = status;
    this.levels = levels;
    this.backups = new Backups(data, maker, clock, listener);
    this.reloader = reloader;
    this.notices = notices;
    this.recorder = recorder;
    this.listener = listener;
  }

  /** Describes the state of the server. */
  public GetStatusResponse getStatus() {
    GetStatusResponse.Builder complete =
        status.get().toBuilder().setBackupRunning(backups.isRunning());
    levels.changes().forEach(change -> complete.addLogLevelChanges(describe(change)));
    return complete.build();
  }

  /** Changes a log level for some time. */
  public void setLogLevel(
      SetLogLevelRequest request, Consumer<Outcome<SetLogLevelResponse>> reply) {
    change(request)
        .match(
            change ->
                recorder.record(
                    "log_level.changed",
                    change.getLogger(),
                    Map.of(
                        "level",
                        change.getLevel().name(),
                        "end_time",
                        Instant.ofEpochSecond(change.getEndTime().getSeconds()).toString()),
                    SetLogLevelResponse.newBuilder().setChange(change).build(),
                    reply),
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  private Outcome<LogLevelChange> change(SetLogLevelRequest request) {
    String logger = request.getLogger().isEmpty() ? ALL_LOGGERS : request.getLogger();
    if (!TemporaryLevels.isKnown(logger)) {
      return Outcome.refused(Refusal.argument("logger", "the server has no such logger"));
    }
    if (level(request.getLevel()) == Level.OFF) {
      return Outcome.refused(Refusal.argument("level", "must be ERROR to TRACE"));
    }
    Duration duration = DEFAULT_DURATION;
    if (request.hasDuration()) {
      var wanted = request.getDuration();
      if (wanted.getSeconds() < 0
          || wanted.getNanos() < 0
          || wanted.getSeconds() > MAX_DURATION.toSeconds()) {
        return Outcome.refused(durationRefusal());
      }
      duration = Duration.ofSeconds(wanted.getSeconds(), wanted.getNanos());
      if (duration.isZero() || duration.compareTo(MAX_DURATION) > 0) {
        return Outcome.refused(durationRefusal());
      }
    }
    LogLevelChange change =
        describe(
            levels.change(logger, level(request.getLevel()), duration, listener::logLevelRestored));
    listener.logLevelChanged(change);
    return Outcome.done(change);
  }

  private static Refusal durationRefusal() {
    return Refusal.argument("duration", "must be more than 0 and at most 24 hours");
  }

  /** Reloads the configuration. */
  public void reloadConfig(Consumer<Outcome<ReloadConfigResponse>> reply) {
    try {
      reloads.execute(
          () -> {
            Outcome<ReloadConfigResponse> outcome;
            try {
              outcome = reloader.reload();
            } catch (RuntimeException | Error defect) {
              ProcessEnd.ifFatal(defect);
              LOG.log(Level.ERROR, "a call to reload failed", defect);
              outcome = Outcome.refused(Refusal.internal());
            }
            outcome.match(
                changes ->
                    recorder.record(
                        "config.reloaded",
                        "",
                        Map.of(
                            "changed",
                            names(changes.getChangedList()),
                            "needs_restart",
                            names(changes.getNeedsRestartList())),
                        changes,
                        reply),
                refusal -> reply.accept(Outcome.refused(refusal)));
          });
    } catch (RejectedExecutionException closed) {
      reply.accept(Outcome.refused(Refusal.serverDraining()));
    }
  }

  /** The names of settings. Their values may be secrets. */
  private static String names(List<SettingChange> changes) {
    return changes.stream().map(SettingChange::getSetting).collect(Collectors.joining(","));
  }

  /** Shows a text to users. */
  public void notify(NotifyRequest request, Consumer<Outcome<NotifyResponse>> reply) {
    notices.send(
        request.getRoom(),
        request.getText(),
        outcome ->
            outcome.match(
                room -> {
                  listener.notified(room, request.getText());
                  recorder.record(
                      "notice.sent",
                      room,
                      Map.of("text", request.getText()),
                      NotifyResponse.getDefaultInstance(),
                      reply);
                },
                refusal -> reply.accept(Outcome.refused(refusal))));
  }

  /**
   * Makes a backup.
   *
   * @return a task that stops the backup
   */
  public Runnable backup(BackupRequest request, BackupCall call) {
    return backups.begin(
        request,
        new BackupCall() {
          @Override
          public void progress(BackupResponse response) {
            call.progress(response);
          }

          @Override
          public void ended(Outcome<BackupResponse> outcome) {
            outcome.match(
                made ->
                    recorder.record(
                        "backup.made",
                        made.getResult().getPath(),
                        Map.of("size_bytes", Long.toString(made.getResult().getSizeBytes())),
                        made,
                        call::ended),
                refusal -> call.ended(Outcome.refused(refusal)));
          }
        });
  }

  /** Stops the backup that is running, and undoes the changes of log levels. */
  @Override
  public void close() {
    backups.stop();
    reloads.shutdown();
    levels.close();
  }

  private static LogLevelChange describe(TemporaryLevels.Change change) {
    Instant end = change.end();
    return LogLevelChange.newBuilder()
        .setLogger(change.logger())
        .setLevel(LogLevel.valueOf("LOG_LEVEL_" + change.level().getName()))
        .setEndTime(Timestamp.newBuilder().setSeconds(end.getEpochSecond()).setNanos(end.getNano()))
        .build();
  }

  /** The level; OFF if the request has no level, or a level that this server does not know. */
  private static Level level(LogLevel level) {
    return switch (level) {
      case LOG_LEVEL_ERROR -> Level.ERROR;
      case LOG_LEVEL_WARNING -> Level.WARNING;
      case LOG_LEVEL_INFO -> Level.INFO;
      case LOG_LEVEL_DEBUG -> Level.DEBUG;
      case LOG_LEVEL_TRACE -> Level.TRACE;
      case LOG_LEVEL_UNSPECIFIED, UNRECOGNIZED -> Level.OFF;
    };
  }
}
