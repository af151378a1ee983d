/** Tests of the APK packaging, with small archives. */
@NullMarked
package chat.charla.apk;

import org.jspecify.annotations.NullMarked;
