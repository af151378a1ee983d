/** Tests of the APK packaging, with archives of a few entries. */
@NullMarked
package chat.charla.apk;

import org.jspecify.annotations.NullMarked;
