/** Tests of the packer, each with archives of a few entries. */
@NullMarked
package chat.charla.apk;

import org.jspecify.annotations.NullMarked;
