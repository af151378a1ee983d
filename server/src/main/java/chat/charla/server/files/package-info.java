/** Creates files and directories that only the user that runs the server can read. */
@NullMarked
package chat.charla.server.files;

import org.jspecify.annotations.NullMarked;
