package chat.charla.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row of a table: values by column name, in the order in which they were added. */
public final class Row {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a text. */
  public Row with(String column, String value) {
    values.put(column, value);
    return this;
  }

  /** Adds a count. */
  public Row with(String column, long value) {
    values.put(column, value);
    return this;
  }

  /** Adds a measured value. */
  public Row with(String column, double value) {
    values.put(column, value);
    return this;
  }

  /** The values by column; an unmodifiable view. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }
}
