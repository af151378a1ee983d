/** The cursor of each timeline, and the check that events follow it without a hole. */

import { status } from "@grpc/grpc-js";

import {
  GapReason,
  type CaughtUp,
  type Cursor,
  type Event,
  type Gap,
  type RoomEntered,
  type RoomLeft,
  type TimelineState,
} from "./gen/charla/v1/chat.js";
import { Refusal } from "./refusal.js";

interface Timeline {
  epoch: string;
  /** The last sequence that has been delivered. */
  sequence: number;
  /** The cursor belongs to another epoch: a Gap must come first. */
  resetDue: boolean;
  /** The client has left the room: the timeline ends with this sequence. */
  last?: number;
}

/**
 * The cursors, by room; the inbox is the room with the empty name. An event that does not follow the cursor causes a
 * Refusal that ends the stream: the next stream, opened with the cursors, delivers what is missing.
 */
export class Timelines {
  #timelines = new Map<string, Timeline>();

  cursors(): Cursor[] {
    return Array.from(this.#timelines, ([room, { epoch, sequence }]) => ({ room, epoch, afterSequence: sequence }));
  }

  /** Keeps exactly the timelines that a new stream has: the inbox and the client's rooms. */
  ready(states: TimelineState[]): void {
    const before = this.#timelines;
    this.#timelines = new Map();
    for (const { room, epoch, headSequence, resumeAfter } of states) {
      const { epoch: knownEpoch, sequence } = before.get(room) ?? { epoch, sequence: resumeAfter };
      const resetDue = knownEpoch !== epoch || sequence > headSequence;
      this.#timelines.set(room, { epoch: knownEpoch, sequence, resetDue });
    }
  }

  entered({ timeline, alreadyMember }: RoomEntered): void {
    if (timeline && !alreadyMember) this.#begin(timeline.room, timeline.epoch, timeline.resumeAfter);
  }

  /**
   * Records that the client has left a room. The room's last events may still arrive; after them the room has no
   * cursor.
   */
  left({ room, lastSequence }: RoomLeft): void {
    const timeline = this.#timelines.get(room);
    if (!timeline) return;
    timeline.last = lastSequence;
    this.#forgetIfOver(room, timeline);
  }

  #forgetIfOver(room: string, { sequence, last, resetDue }: Timeline): void {
    if (last !== undefined && !resetDue && sequence >= last) this.#timelines.delete(room);
  }

  /** Whether the event is new; if so, advances the cursor. */
  admits({ room, sequence }: Event): boolean {
    if (sequence === 0) return true; // ephemeral: it has no sequence
    const timeline = this.#timelines.get(room);
    if (!timeline || timeline.resetDue || sequence > timeline.sequence + 1) {
      throw violation(room, `sequence ${sequence} does not follow the cursor`);
    }
    if (sequence <= timeline.sequence) return false;
    timeline.sequence = sequence;
    this.#forgetIfOver(room, timeline);
    return true;
  }

  admitsGap({ room, reason, epoch, firstMissingSequence, lastMissingSequence }: Gap): boolean {
    const timeline = this.#timelines.get(room);
    if (!timeline) throw violation(room, "a gap in a room without membership");
    if (reason !== GapReason.GAP_REASON_RESET && epoch === timeline.epoch) {
      if (timeline.resetDue || firstMissingSequence > timeline.sequence + 1) {
        throw violation(room, "the gap does not cover all missing events");
      }
      if (lastMissingSequence <= timeline.sequence) return false;
    }
    Object.assign(timeline, { epoch, sequence: lastMissingSequence, resetDue: false });
    this.#forgetIfOver(room, timeline);
    return true;
  }

  check({ room, sequence }: CaughtUp): void {
    const timeline = this.#timelines.get(room);
    if (!timeline || (!timeline.resetDue && sequence <= timeline.sequence)) return;
    throw violation(room, "caught up, but events are missing");
  }

  clear(): void {
    this.#timelines.clear();
  }

  #begin(room: string, epoch: string, sequence: number): void {
    this.#timelines.set(room, { epoch, sequence, resetDue: false });
  }
}

function violation(room: string, what: string): Refusal {
  return new Refusal("", status.DATA_LOSS, `${room || "inbox"}: ${what}`);
}
