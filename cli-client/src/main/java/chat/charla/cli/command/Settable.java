package chat.charla.cli.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an option that the environment and the configuration file can also set, under the option's
 * long name. Such an option, for example the server, usually has the same value for many commands.
 * An option that decides what one command does, such as {@code --count}, can only be given on the
 * command line, where the user sees it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Settable {}
