/** Tests of the client, over a scripted transport and in virtual time. */
@NullMarked
package chat.charla.client;

import org.jspecify.annotations.NullMarked;
