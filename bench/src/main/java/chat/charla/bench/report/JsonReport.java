package chat.charla.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes results as JSON: the values of the tables, unrounded. */
public final class JsonReport {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();

  private JsonReport() {}

  /** Writes a file with all results and a description of the machine. */
  public static void write(Path file, List<Result> results) {
    JsonObject root = new JsonObject();
    root.add("machine", machine());
    JsonArray scenarios = new JsonArray();
    results.forEach(result -> scenarios.add(json(result)));
    root.add("scenarios", scenarios);
    try {
      Files.writeString(file, GSON.toJson(root) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject json(Result result) {
    JsonObject json = new JsonObject();
    json.addProperty("scenario", result.scenario());
    JsonArray rows = new JsonArray();
    result.rows().forEach(row -> rows.add(GSON.toJsonTree(row.values())));
    json.add("rows", rows);
    json.add("growth", GSON.toJsonTree(result.growth()));
    JsonArray targets = new JsonArray();
    for (Target target : result.targets()) {
      JsonObject one = GSON.toJsonTree(target).getAsJsonObject();
      one.addProperty("met", target.met());
      targets.add(one);
    }
    json.add("targets", targets);
    json.add("notes", GSON.toJsonTree(result.notes()));
    return json;
  }

  private static JsonObject machine() {
    JsonObject machine = new JsonObject();
    machine.addProperty("processors", Runtime.getRuntime().availableProcessors());
    machine.addProperty(
        "os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.addProperty("architecture", System.getProperty("os.arch"));
    machine.addProperty("java", System.getProperty("java.runtime.version"));
    return machine;
  }
}
