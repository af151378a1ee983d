package chat.charla.cli.settings;

import chat.charla.cli.text.Utf8;
import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of the configuration file, which has the syntax of {@link Properties}, in UTF-8.
 * Immutable.
 *
 * @param path the path of the file, which need not exist
 * @param entries the values by key
 */
record ConfigFile(Path path, SortedMap<String, String> entries) {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  static ConfigFile empty(Path path) {
    return new ConfigFile(path, new TreeMap<>());
  }

  /**
   * Reads the file.
   *
   * @param mustExist whether it is an error if the file does not exist
   */
  static ConfigFile read(Path path, boolean mustExist) throws SettingsException {
    String text;
    try {
      text = Files.readString(path);
    } catch (NoSuchFileException e) {
      if (mustExist) {
        throw new SettingsException("config.missing", path);
      }
      return empty(path);
    } catch (CharacterCodingException e) {
      throw new SettingsException("config.not-utf8", path);
    } catch (IOException e) {
      throw new SettingsException("config.unreadable", path);
    }
    return new ConfigFile(path, parse(path, text));
  }

  private static SortedMap<String, String> parse(Path path, String text) throws SettingsException {
    Properties properties = new Properties();
    try {
      // Some editors on Windows write a byte order mark.
      properties.load(
          new StringReader(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text));
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("config.malformed", path);
    }
    SortedMap<String, String> entries = new TreeMap<>();
    for (Map.Entry<Object, Object> entry : properties.entrySet()) {
      if (!Utf8.isUnicode(entry.getKey().toString() + entry.getValue())) {
        throw new SettingsException("config.malformed", path);
      }
      entries.put(entry.getKey().toString(), WhiteSpace.strip(entry.getValue().toString()));
    }
    return entries;
  }
}
