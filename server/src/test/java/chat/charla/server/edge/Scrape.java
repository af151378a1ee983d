package chat.charla.server.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of a server's metrics in the format of Prometheus.
 *
 * @param text the page
 * @param series the value of each series, by its name with its labels
 * @param families the name of each metric, by its type
 */
public record Scrape(String text, Map<String, Double> series, Map<String, String> families) {
  private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+(?:\\{.*})?) (\\S+)$");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

  /** Reads the page of the server whose metrics are at this port. */
  public static Scrape of(int port) throws IOException {
    URI page = URI.create("http://localhost:" + port + "/metrics");
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
      return of(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Scrape of(String text) {
    Map<String, Double> series = new TreeMap<>();
    Matcher sample = SERIES.matcher(text);
    while (sample.find()) {
      String value = sample.group(2).replace("+Inf", "Infinity");
      series.put(sample.group(1), Double.valueOf(value));
    }
    Map<String, String> families = new TreeMap<>();
    TYPE.matcher(text).results().forEach(type -> families.put(type.group(1), type.group(2)));
    return new Scrape(text, series, families);
  }

  /** The value of a series, such as {@code charla_sends_total{result="posted"}}. */
  public double value(String wanted) {
    Double value = series.get(wanted);
    if (value == null) {
      throw new AssertionError("no series " + wanted + " in\n" + text);
    }
    return value;
  }

  /** The names of all series, without labels. */
  public TreeSet<String> names() {
    TreeSet<String> names = new TreeSet<>();
    series.keySet().forEach(each -> names.add(each.replaceFirst("\\{.*", "")));
    return names;
  }
}
