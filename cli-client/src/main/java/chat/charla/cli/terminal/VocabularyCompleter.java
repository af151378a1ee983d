package chat.charla.cli.terminal;

import chat.charla.cli.chat.view.Vocabulary;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * The completions for Tab. At the beginning of a line they are commands or names. After a command
 * that takes a room they are rooms. After a command that allows only certain words they are those
 * words. Elsewhere they are names. JLine removes the completions that do not begin with the current
 * word.
 */
final class VocabularyCompleter implements Completer {
  private static final Set<String> ABOUT_ROOMS = Set.of("/room", "/join", "/leave");

  /**
   * The start of a private message in the original program. The recipient's name follows, and then
   * another hyphen.
   */
  private static final String PRIVATE = ":p-";

  private final Supplier<Vocabulary> vocabulary;

  /** Creates a completer, which asks for the vocabulary each time the user presses Tab. */
  VocabularyCompleter(Supplier<Vocabulary> vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    Vocabulary words = vocabulary.get();
    String word = line.word();
    boolean first = line.wordIndex() == 0;
    List<List<String>> choices = first ? null : words.choices().get(line.words().get(0));
    if (first && word.startsWith(PRIVATE)) {
      words.names().forEach(name -> candidates.add(candidate(PRIVATE + name + "-", false)));
    } else if (first && (word.startsWith("/") || word.startsWith(":"))) {
      words.commands().forEach(command -> candidates.add(candidate(command, true)));
    } else if (!first && ABOUT_ROOMS.contains(line.words().get(0))) {
      words.rooms().forEach(room -> candidates.add(candidate(room, true)));
    } else if (choices != null) {
      int parameter = line.wordIndex() - 1;
      if (parameter < choices.size()) {
        List<String> allowed = choices.get(parameter);
        (allowed.equals(Vocabulary.NAMES) ? words.names() : allowed)
            .forEach(choice -> candidates.add(candidate(choice, true)));
      }
    } else if (word.startsWith("@")) {
      words.names().forEach(name -> candidates.add(candidate("@" + name, true)));
    } else {
      words.names().forEach(name -> candidates.add(candidate(first ? name + ":" : name, true)));
    }
  }

  /** A candidate. If {@code complete} is true, the editor adds a blank after it. */
  private static Candidate candidate(String value, boolean complete) {
    return new Candidate(value, value, null, null, null, null, complete);
  }
}
