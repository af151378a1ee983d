/**
 * Puts an APK together without an Android SDK, from what aapt2 and javac made. {@link
 * chat.charla.apk.PackageApk} is the program: {@link chat.charla.apk.Dexer} translates the classes,
 * {@link chat.charla.apk.ServiceFiles} collects what {@link java.util.ServiceLoader} looks for,
 * {@link chat.charla.apk.UnsignedApk} writes the archive, and {@link chat.charla.apk.DebugKey}
 * signs it.
 */
@NullMarked
package chat.charla.apk;

import org.jspecify.annotations.NullMarked;
