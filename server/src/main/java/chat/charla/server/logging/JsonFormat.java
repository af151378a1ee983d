package chat.charla.server.logging;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Each line is one JSON object (RFC 8259), in ASCII. Its members are {@code time}, {@code level},
 * the fields of the line, and {@code message}. A log record also has {@code logger}. The object has
 * {@code left_out} if other lines were left out, and {@code exception} if there is a stack trace.
 * The value of {@code left_out} is a number; all others are strings.
 */
public final class JsonFormat implements LineFormat {
  private static final char[] REPLACEMENT = {'\uFFFD'};

  @Override
  public String format(Line line, String leftOut) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("time", TextFormat.time(line.time()));
    members.put("level", line.level().getName());
    if (line.logger() != null) {
      members.put("logger", line.logger());
    }
    members.putAll(line.fields());
    members.put("message", line.message());
    if (line.thrown() != null) {
      members.put("exception", String.join("\n", StackTrace.lines(line.thrown())));
    }
    StringBuilder json = object(members);
    if (line.leftOut() > 0) {
      json.insert(json.length() - 1, ",\"left_out\":" + line.leftOut());
    }
    return json.append('\n').toString();
  }

  @Override
  public String formatLast(String message) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("level", "ERROR");
    members.put("kind", "fatal");
    members.put("message", message);
    return object(members).toString();
  }

  private static StringBuilder object(Map<String, String> members) {
    StringBuilder json = new StringBuilder("{");
    members.forEach(
        (name, value) -> {
          json.append(json.length() == 1 ? "" : ",");
          appendString(name, json);
          json.append(':');
          appendString(value, json);
        });
    return json.append('}');
  }

  /**
   * Appends a string. Replaces half surrogate pairs, because RFC 8259 does not define how a parser
   * treats them.
   */
  private static void appendString(String text, StringBuilder json) {
    json.append('"');
    text.codePoints().forEach(codePoint -> appendCharacter(codePoint, json));
    json.append('"');
  }

  private static void appendCharacter(int codePoint, StringBuilder json) {
    switch (codePoint) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\t' -> json.append("\\t");
      default -> {
        if (codePoint >= ' ' && codePoint <= '~') {
          json.append((char) codePoint);
        } else {
          boolean half = Character.getType(codePoint) == Character.SURROGATE;
          for (char unit : half ? REPLACEMENT : Character.toChars(codePoint)) {
            json.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              json.append(Character.forDigit((unit >> shift) & 0xf, 16));
            }
          }
        }
      }
    }
  }
}
