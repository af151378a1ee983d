/** Stories about the client, over a scripted network and in virtual time. */
@NullMarked
package chat.charla.client;

import org.jspecify.annotations.NullMarked;
