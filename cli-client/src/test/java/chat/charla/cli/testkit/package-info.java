/** Support for tests of commands: a real server, users who type, and their screens. */
@NullMarked
package chat.charla.cli.testkit;

import org.jspecify.annotations.NullMarked;
