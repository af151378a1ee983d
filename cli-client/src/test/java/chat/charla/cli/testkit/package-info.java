/** What tests of commands need: a real server, people who type, and what they see. */
@NullMarked
package chat.charla.cli.testkit;

import org.jspecify.annotations.NullMarked;
