package chat.charla.cli.testkit;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published description of what programs print. Here it is stricter than for its readers: they
 * ignore keys that they do not know, but nothing may be printed that is not described.
 */
public final class EventSchema {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Schema SCHEMA = read(Path.of("..", "docs", "events.schema.json"));

  private EventSchema() {}

  /** Takes a line apart that is an object as described. */
  public static JsonNode parse(String line) {
    List<Error> errors = SCHEMA.validate(line, InputFormat.JSON);
    if (!errors.isEmpty()) {
      throw new AssertionError(line + " is not as described: " + errors);
    }
    return MAPPER.readTree(line);
  }

  /** Takes lines apart. */
  public static List<JsonNode> parse(List<String> lines) {
    return lines.stream().map(EventSchema::parse).toList();
  }

  private static Schema read(Path file) {
    try {
      JsonNode schema = MAPPER.readTree(Files.readString(file));
      for (JsonNode definition : schema.get("$defs")) {
        ((ObjectNode) definition).put("additionalProperties", false);
      }
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
