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
 * The completions for Tab: at the beginning of a line, commands and names; after a command for
 * rooms, rooms; elsewhere names. JLine removes the completions that do not begin with the current
 * word.
 */
final class VocabularyCompleter implements Completer {
  private static final Set<String> ABOUT_ROOMS = Set.of("/room", "/join", "/leave", "/history");

  /** The start of a private message in the original program; another hyphen ends the name. */
  private static final String PRIVATE = ":p-";

  private final Supplier<Vocabulary> vocabulary;

  /** Offers the vocabulary of the moment when Tab is pressed. */
  VocabularyCompleter(Supplier<Vocabulary> vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    Vocabulary words = vocabulary.get();
    String word = line.word();
    boolean first = line.wordIndex() == 0;
    if (first && word.startsWith(PRIVATE)) {
      words.names().forEach(name -> candidates.add(candidate(PRIVATE + name + "-", false)));
    } else if (first && (word.startsWith("/") || word.startsWith(":"))) {
      words.commands().forEach(command -> candidates.add(candidate(command, true)));
    } else if (!first && ABOUT_ROOMS.contains(line.words().get(0))) {
      words.rooms().forEach(room -> candidates.add(candidate(room, true)));
    } else if (word.startsWith("@")) {
      words.names().forEach(name -> candidates.add(candidate("@" + name, true)));
    } else {
      words.names().forEach(name -> candidates.add(candidate(first ? name + ":" : name, true)));
    }
  }

  /** A candidate; if complete, a blank follows. */
  private static Candidate candidate(String value, boolean complete) {
    return new Candidate(value, value, null, null, null, null, complete);
  }
}
