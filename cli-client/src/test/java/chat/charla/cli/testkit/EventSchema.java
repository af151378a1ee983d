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
 * The published schema of the JSON output. Other readers of the output ignore keys that they do not
 * know. These tests fail if the schema does not describe a printed key.
 */
public final class EventSchema {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Schema SCHEMA = read(Path.of("..", "docs", "events.schema.json"));

  private EventSchema() {}

  /** Parses a line and checks it against the schema. */
  public static JsonNode parse(String line) {
    List<Error> errors = SCHEMA.validate(line, InputFormat.JSON);
    if (!errors.isEmpty()) {
      throw new AssertionError(line + " is not as described: " + errors);
    }
    return MAPPER.readTree(line);
  }

  /** Parses lines and checks them against the schema. */
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
