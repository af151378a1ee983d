package chat.charla.interop.driver;

/** A JSON object on one line. Not thread-safe. */
final class JsonLine {
  private final StringBuilder json = new StringBuilder("{");

  JsonLine(String type) {
    with("type", type);
  }

  JsonLine with(String key, String value) {
    key(key);
    quote(value);
    return this;
  }

  JsonLine with(String key, long value) {
    key(key);
    json.append(value);
    return this;
  }

  JsonLine with(String key, boolean value) {
    key(key);
    json.append(value);
    return this;
  }

  @Override
  public String toString() {
    return json + "}";
  }

  private void key(String key) {
    if (json.length() > 1) {
      json.append(',');
    }
    quote(key);
    json.append(':');
  }

  private void quote(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
