/**
 * What years of running do to a server, in minutes: {@code scripts/years} runs {@link Years}.
 *
 * <p>A {@link Subject} measures one effect of these years: it starts the server of a jar as a
 * process, moves its clock or compresses its load, and returns {@link Figure}s. A figure may have a
 * bound. With {@code --before JAR} the same subject also measures an older server, and both figures
 * are in one line of the {@link Table}. The bounds hold for the newer server only.
 *
 * <p>To add a subject, write one class that implements {@link Subject}, and add it to {@link
 * Years#SUBJECTS}. These rules apply:
 *
 * <ul>
 *   <li>The subject uses only what its {@link Trial} gives: the server's jar and an empty
 *       directory. It closes the servers that it starts. It needs no more than {@link Years#LIMIT}
 *       for one jar, and a fraction of that in a {@linkplain Trial#isSmoke smoke run}.
 *   <li>It works with older jars as far as possible. If it needs a database with a past, {@link
 *       FormerDatabase} writes one of storage format 1, which every server can read. If an older
 *       server lacks an option or a command ({@link Trial#knows}), the subject leaves out what it
 *       cannot measure. {@link Figure#formerly} gives a figure that was reported earlier.
 *   <li>If the machine lacks a tool, the subject throws a {@link Subject.SkippedException}.
 *   <li>A bound is generous enough for a machine of two cores without other load. In a smoke run
 *       times are not compared with their bounds.
 * </ul>
 */
@NullMarked
package chat.charla.server.years;

import org.jspecify.annotations.NullMarked;
