package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Box-drawing characters go to the terminal as UTF-8. */
class BoxDrawingTest extends TerminalFixture {
  private static final String TABLE = "┌─┬─┐ │x│ ├─┼─┤ └─┴─┘";

  @Test
  void stylesDoNotChangeTheCharacters() {
    AttributedString dim = new TerminalStyles(true, true).of(StyledText.of(TABLE, Style.DIM));
    String written = BoxDrawing.ansi(dim, terminal);
    assertTrue(written.contains(TABLE), written.replace("\u001b", "ESC"));
    assertTrue(written.startsWith("\u001b["), written.replace("\u001b", "ESC"));
  }

  @Test
  void outputKeepsItsLinesAndATypedLineGetsHeavyLines() throws Exception {
    CompletableFuture<@Nullable String> line = read();
    console.print(StyledText.of(TABLE, Style.DIM));
    awaitRow(TABLE);
    type(TABLE);
    awaitRow(PROMPT + "┏━┳━┓ ┃x┃ ┣━╋━┫ ┗━┻━┛");
    type("\r");
    assertEquals(TABLE, get(line));
  }
}
