package chat.charla.cli.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an option that the environment and the configuration file may give as well, under its long
 * name. That is for what stays the same from command to command, such as the server. What one
 * command is to do, such as {@code --count}, belongs on its command line alone: there it can be
 * seen.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Settable {}
