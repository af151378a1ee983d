/**
 * What the tests of several modules need. It depends on no other module, on no test framework and
 * on no protobuf runtime, so every module can use it, the Android sample too.
 *
 * <ul>
 *   <li>{@link chat.charla.testkit.Seeds} says which seeds a randomised test runs.
 * </ul>
 */
@NullMarked
package chat.charla.testkit;

import org.jspecify.annotations.NullMarked;
