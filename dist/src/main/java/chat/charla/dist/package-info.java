/**
 * Writes those files of a distribution that come from the programs: {@link
 * chat.charla.dist.ManualPages} and {@link chat.charla.dist.Completions} from the command lines,
 * {@link chat.charla.dist.Notice} from the list of libraries. {@link chat.charla.dist.Generate} is
 * the entry point, which the build calls. None of this is part of a distribution.
 */
@NullMarked
package chat.charla.dist;

import org.jspecify.annotations.NullMarked;
