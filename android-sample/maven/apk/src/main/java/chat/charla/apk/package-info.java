/**
 * Builds an APK without an Android SDK, from the output of aapt2 and javac. {@link
 * chat.charla.apk.PackageApk} is the main program. {@link chat.charla.apk.Dexer} translates the
 * classes, {@link chat.charla.apk.ServiceFiles} merges the files of {@link
 * java.util.ServiceLoader}, {@link chat.charla.apk.UnsignedApk} writes the archive, and {@link
 * chat.charla.apk.DebugKey} signs it.
 */
@NullMarked
package chat.charla.apk;

import org.jspecify.annotations.NullMarked;
