/** Tests of {@link chat.charla.server.admin.Administration} without a transport. */
@NullMarked
package chat.charla.server.admin;

import org.jspecify.annotations.NullMarked;
