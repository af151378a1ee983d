/**
 * Tests of the transcript file, of the gRPC channels, and of the server addresses that users type.
 */
@NullMarked
package chat.charla.android.session;

import org.jspecify.annotations.NullMarked;
