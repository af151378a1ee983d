package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.tls.TlsSettings;
import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares docs/monitoring.md, the alerts and the dashboard with what a server exports. */
class MonitoringPageTest {
  private static final Path PAGE = Path.of("..", "docs", "monitoring.md");
  private static final Path ALERTS = Path.of("..", "monitoring", "alerts.yml");
  private static final Pattern NAME = Pattern.compile("\\b(?:charla|jvm|process)_[a-z_]+[a-z]\\b");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(charla_[a-z_]+)` \\| ([a-z]+) \\|(.*?)\\| .+ \\|$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
  private static final Pattern ALERT = Pattern.compile("(?m)^\\s*- alert: (\\w+)$");
  private static final Pattern ALERT_ROW = Pattern.compile("(?m)^\\| `(Charla\\w+)` \\|");

  @TempDir private static Path data;
  private static Scrape scrape;

  @BeforeAll
  static void scrape() throws IOException {
    try (RunningServer server =
        RunningServer.with(
            data,
            defaults ->
                defaults
                    .metrics(HostAndPort.fromParts("localhost", 0))
                    .tls(TlsSettings.of(new TlsSettings.SelfSigned(), null)))) {
      scrape = Scrape.of(server.metricsPort());
    }
  }

  @Test
  void everyMetricIsDescribedWithItsTypeAndLabels() throws IOException {
    Map<String, String> described = new TreeMap<>();
    Map<String, String> labels = new TreeMap<>();
    ROW.matcher(Files.readString(PAGE))
        .results()
        .forEach(
            row -> {
              String type = row.group(2).equals("info") ? "gauge" : row.group(2);
              described.put(row.group(1), type);
              labels.put(row.group(1), row.group(3));
            });
    Map<String, String> exported = new TreeMap<>(scrape.families());
    exported.keySet().removeIf(name -> !name.startsWith("charla_"));

    assertEquals(exported, described);
    for (String series : scrape.series().keySet()) {
      String row = labels.getOrDefault(series.replaceFirst("\\{.*", ""), "");
      LABEL
          .matcher(row.isEmpty() ? "" : series)
          .results()
          .forEach(label -> assertTrue(row.contains("`" + label.group(1) + "`"), series));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/monitoring.md", "docs/running.md"})
  void everyNameOnAPageIsExported(String page) throws IOException {
    Set<String> known = new TreeSet<>(scrape.names());
    known.addAll(scrape.families().keySet());

    assertEquals(List.of(), unknown(Path.of("..", page), known));
  }

  @ParameterizedTest
  @ValueSource(strings = {"monitoring/alerts.yml", "monitoring/grafana-dashboard.json"})
  void everyNameInARuleOrAPanelIsExported(String file) throws IOException {
    assertEquals(List.of(), unknown(Path.of("..", file), scrape.names()));
  }

  @Test
  void thePageListsTheAlerts() throws IOException {
    List<String> alerts = names(ALERT, ALERTS);

    assertEquals(
        alerts.stream().sorted().toList(), names(ALERT_ROW, PAGE).stream().sorted().toList());
    String rules = Files.readString(ALERTS);
    for (String part : List.of("summary:", "description:", "action:", "severity:")) {
      assertEquals(alerts.size(), rules.split(part, -1).length - 1, part);
    }
  }

  private static List<String> unknown(Path file, Set<String> known) throws IOException {
    return names(NAME, file).stream().distinct().filter(name -> !known.contains(name)).toList();
  }

  private static List<String> names(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map(result -> result.groupCount() > 0 ? result.group(1) : result.group())
        .toList();
  }
}
