/** How far each timeline has been told, and whether what comes next follows without a hole. */

import { status } from "@grpc/grpc-js";

import {
  GapReason,
  type CaughtUp,
  type Cursor,
  type Event,
  type Gap,
  type RoomEntered,
  type TimelineState,
} from "./gen/charla/v1/chat.js";
import { Refusal } from "./refusal.js";

interface Timeline {
  epoch: string;
  /** The last sequence that has been told. */
  position: number;
  /** The cursor is of another life of the timeline: a Gap has to come. */
  resetDue: boolean;
}

/**
 * The cursors, by room; the inbox is the room with the empty name. What does not follow is thrown as a Refusal that ends
 * the stream: another one, opened with the cursors, gets what is missing.
 */
export class Timelines {
  #timelines = new Map<string, Timeline>();

  cursors(): Cursor[] {
    return Array.from(this.#timelines, ([room, { epoch, position }]) => ({ room, epoch, afterSequence: position }));
  }

  /** A stream is open, and these are the rooms that the client is in, and no others. */
  ready(states: TimelineState[]): void {
    const before = this.#timelines;
    this.#timelines = new Map();
    for (const { room, epoch, headSequence, resumeAfter } of states) {
      const { epoch: knownEpoch, position } = before.get(room) ?? { epoch, position: resumeAfter };
      const resetDue = knownEpoch !== epoch || position > headSequence;
      this.#timelines.set(room, { epoch: knownEpoch, position, resetDue });
    }
  }

  entered({ timeline, alreadyMember }: RoomEntered): void {
    if (timeline && !alreadyMember) this.#begin(timeline.room, timeline.epoch, timeline.resumeAfter);
  }

  /** Whether the event is new; then it counts as told from now on. */
  admits({ room, sequence }: Event): boolean {
    if (sequence === 0) return true; // ephemeral: it has no place
    const timeline = this.#timelines.get(room);
    if (!timeline || timeline.resetDue || sequence > timeline.position + 1) {
      throw violation(room, `${sequence} does not follow`);
    }
    if (sequence <= timeline.position) return false;
    timeline.position = sequence;
    return true;
  }

  admitsGap({ room, reason, epoch, firstMissingSequence, lastMissingSequence }: Gap): boolean {
    const timeline = this.#timelines.get(room);
    if (!timeline) throw violation(room, "a gap where nothing has been entered");
    if (reason !== GapReason.GAP_REASON_RESET && epoch === timeline.epoch) {
      if (timeline.resetDue || firstMissingSequence > timeline.position + 1) {
        throw violation(room, "more is missing than the gap tells");
      }
      if (lastMissingSequence <= timeline.position) return false;
    }
    this.#begin(room, epoch, lastMissingSequence);
    return true;
  }

  check({ room, sequence }: CaughtUp): void {
    const timeline = this.#timelines.get(room);
    if (!timeline || (!timeline.resetDue && sequence <= timeline.position)) return;
    throw violation(room, "not all that should have come has");
  }

  clear(): void {
    this.#timelines.clear();
  }

  #begin(room: string, epoch: string, position: number): void {
    this.#timelines.set(room, { epoch, position, resetDue: false });
  }
}

function violation(room: string, what: string): Refusal {
  return new Refusal("", status.DATA_LOSS, `${room || "inbox"}: ${what}`);
}
