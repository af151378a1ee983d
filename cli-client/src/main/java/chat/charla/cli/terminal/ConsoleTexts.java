package chat.charla.cli.terminal;

import chat.charla.cli.text.StyledText;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The texts that a console prints on its own, in the language of the moment.
 *
 * @param howToLeave how to leave; printed by Ctrl-C on an empty line
 * @param notUtf8 that a typed line is not UTF-8; printed by Enter on such a line
 * @param notSent that this typed text, which is not sanitized, was not sent; printed when the
 *     console is closed while the text is in the line editor
 */
public record ConsoleTexts(
    Supplier<StyledText> howToLeave,
    Supplier<StyledText> notUtf8,
    Function<String, StyledText> notSent) {}
