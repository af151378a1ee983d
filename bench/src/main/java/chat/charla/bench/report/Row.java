package chat.charla.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A line of a table: values by the names of their columns, in the order in which they were put. */
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

  /** Values by column, not to be changed. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }
}
