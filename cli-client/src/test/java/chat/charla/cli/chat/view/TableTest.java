package chat.charla.cli.chat.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final List<String[]> ROWS =
      List.of(
          new String[] {"/me TEXTO", "Describir lo que haces"},
          new String[] {"日本", "名前"},
          new String[] {"/rooms", ""});

  @Test
  void columnsAreAligned() {
    assertEquals(
        """
        /me TEXTO  Describir lo que haces
        日本       名前
        /rooms\
        """,
        Table.of(ROWS, Integer.MAX_VALUE));
  }

  @Test
  void lastColumnIsWrappedWithinTheWidth() {
    assertEquals(
        """
        /me TEXTO  Describir lo
                   que haces
        日本       名前
        /rooms\
        """,
        Table.of(ROWS, 24));
  }

  @Test
  void lastColumnIsPrintedBelowIfAWordDoesNotFitBeside() {
    assertEquals(
        """
        /me TEXTO
              Describir
              lo que
              haces
        日本
              名前
        /rooms
        \
        """,
        Table.of(ROWS, 16));
  }
}
