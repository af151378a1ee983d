package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.logging.LineFormat;
import chat.charla.server.logging.LogHandler;
import chat.charla.server.logging.LogOutput;
import chat.charla.server.storage.StorageException;
import chat.charla.server.tls.TlsException;
import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.UnknownHostException;
import java.text.MessageFormat;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.CompletionException;

/** {@code charla server}: reads the configuration, runs a server, and obeys signals. */
final class ServerCommand {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final List<String> arguments;

  private ServerCommand(
      PrintStream out, PrintStream err, Map<String, String> environment, List<String> arguments) {
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.arguments = arguments;
  }

  /**
   * Runs a server until a signal ends it, and returns the exit code of the process. Prints only
   * requested output, such as the help, to {@code out}.
   */
  static int run(
      PrintStream out, PrintStream err, Map<String, String> environment, String... arguments)
      throws InterruptedException {
    return new ServerCommand(out, err, environment, List.of(arguments)).run();
  }

  private int run() throws InterruptedException {
    ConfigurationReader reader = reader();
    if (reader.printsHelp(out)) {
      return 0;
    }
    try {
      if (reader.isOnlyCheck()) {
        reader.read().print(out);
        return 0;
      }
      // Install the signal handlers first, so that a signal never ends the process without an
      // orderly stop.
      try (Signals signals = new Signals()) {
        return serve(reader.read(), signals);
      }
    } catch (BadConfigurationException e) {
      return refuse(e);
    }
  }

  private int serve(Configuration configuration, Signals signals) throws InterruptedException {
    Locale locale = configuration.locale();
    StandardError error = StandardError.of(environment);
    LineFormat format = configuration.logFormat().lines(error);
    LastLines.prepare(locale, format);
    try (LogOutput lines = new LogOutput(err, format, Console.words(locale));
        LogHandler.Installed records = LogHandler.install(lines)) {
      int linesAtOnce =
          error.isTerminal() ? Console.LINES_AT_ONCE_ON_TERMINAL : Console.LINES_AT_ONCE;
      boolean showMessages = configuration.showsMessages(error);
      Console console =
          new Console(lines, locale, showMessages, linesAtOnce, InstantSource.system());
      return serve(configuration, console, error, signals);
    }
  }

  private int serve(
      Configuration configuration, Console console, StandardError error, Signals signals)
      throws InterruptedException {
    ServerConfig config = configuration.server();
    Locale locale = configuration.locale();
    try {
      CharlaServer server = new CharlaServer(config, console, console, console);
      server.start();
      console.listening(config.host(), server.port());
      console.data(config.data());
      server.fingerprint().ifPresent(console::certificate);
      if (server.isReadableByOthers()) {
        console.warnUnencrypted();
      }
      HostAndPort metrics = config.metrics();
      if (metrics != null) {
        console.metrics(metrics.getHost(), server.metricsPort());
      }
      if (server.areMetricsReadableByOthers()) {
        console.warnMetricsReadable();
      }
      if (error.isTerminal()) {
        console.printJoinCommand(config.host(), server.port(), server.fingerprint().isPresent());
      }
      Reload reload = new Reload(server, console, configuration, error);
      server.setReloader(() -> reload.run(reader()));
      while (signals.await() == Signals.Request.RELOAD) {
        var unused = reload.run(reader());
      }
      console.stopping();
      server.close();
      return 0;
    } catch (StorageException e) {
      return fail(console, String.valueOf(e.getMessage()), e.hint());
    } catch (CompletionException e) { // Restoring the chat from the storage has failed.
      ProcessEnd.ifFatal(e);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      ResourceBundle texts = Console.texts(locale);
      return fail(
          console,
          MessageFormat.format(texts.getString("error.data"), config.data(), cause),
          texts.getString("error.data.hint"));
    } catch (TlsException e) {
      return fail(console, String.valueOf(e.getMessage()), e.hint());
    } catch (MetricsAddressException e) {
      ResourceBundle texts = Console.texts(locale);
      String reason = String.valueOf(e.getMessage());
      return fail(
          console,
          MessageFormat.format(texts.getString("error.metrics"), config.metrics(), reason),
          texts.getString("error.metrics.hint"));
    } catch (UnknownHostException e) {
      return fail(console, locale, "error.host", config, e);
    } catch (IOException e) {
      boolean inUse = e instanceof BindException || e.getCause() instanceof BindException;
      return fail(console, locale, inUse ? "error.port-in-use" : "error.bind", config, e);
    }
  }

  private ConfigurationReader reader() {
    return new ConfigurationReader(environment, arguments);
  }

  private int refuse(BadConfigurationException bad) {
    return new ErrorLines(err, bad.locale())
        .refused(bad.problems(), Console.texts(bad.locale()).getString("error.usage.hint"));
  }

  private static int fail(
      Console console, Locale locale, String key, ServerConfig config, IOException cause) {
    ResourceBundle texts = Console.texts(locale);
    String address = Console.address(config.host(), config.port());
    String reason = String.valueOf(cause.getMessage());
    return fail(
        console,
        MessageFormat.format(texts.getString(key), address, reason, config.host()),
        texts.getString(key + ".hint"));
  }

  private static int fail(Console console, String message, String hint) {
    console.failed(message, hint);
    return ErrorLines.EXIT_FAILED;
  }
}
