package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.logging.LineFormat;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The lines that the process prints if a fatal failure ends it. */
final class LastLines {
  private LastLines() {}

  /** Sets the lines in this language and format. Any thread may call this method. */
  static void prepare(Locale locale, LineFormat format) {
    ResourceBundle texts = Console.texts(locale);
    ProcessEnd.setTexts(
        format.formatLast(
            MessageFormat.format(texts.getString("error"), texts.getString("error.memory"))),
        format.formatLast(
            MessageFormat.format(texts.getString("error"), texts.getString("error.fatal"))));
  }
}
