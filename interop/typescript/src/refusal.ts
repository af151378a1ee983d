/** Refusals, and what a client does after one: the only place where reasons are judged. */

import { status, type ServiceError } from "@grpc/grpc-js";

import { Closing_Action, ErrorReason, type Closing, type Error as ChatError } from "./gen/charla/v1/chat.js";
import type { Duration } from "./gen/google/protobuf/duration.js";
import { ErrorInfo, RetryInfo, Status } from "./gen/google/rpc/status_details.js";

/** What to do after a stream has ended or a call has failed. */
export type Action =
  | "resume" // the same again, after a delay
  | "rejoin" // join with the token: the name is lost, the identity is not
  | "start over" // the identity is gone: join as somebody new
  | "take suggested name" // join with it: the wanted one is taken
  | "stop";

/**
 * Without a reason, a failure is not the chat server's word but that of the network or of something in between. To a
 * client that no server has answered yet, these codes mean that it is broken for now; all others, that the address is
 * wrong. Later it only means that the connection is lost.
 */
const BROKEN: ReadonlySet<number> = new Set([
  status.OK,
  status.CANCELLED,
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

interface Details {
  suggestedName?: string | undefined;
  /** Milliseconds, where the server has asked for them. */
  retryAfter?: number | undefined;
  /** What a Closing says to do, which needs no judgement. */
  told?: Action;
}

/** The content of an `Error`, whichever way it came; or a broken connection, which has no reason. */
export class Refusal extends Error {
  /**
   * @param reason without its prefix; the number of one that this client does not know
   * @param code the gRPC status code
   */
  constructor(
    readonly reason: string,
    readonly code: number,
    readonly explanation: string,
    readonly details: Details = {},
  ) {
    super();
    this.name = reason || status[code] || String(code);
    this.message = explanation;
  }

  override toString(): string {
    const told = super.toString();
    const wrong = this.isForeign && !BROKEN.has(this.code);
    return wrong ? `the answer is not from a Charla server (${told})` : told;
  }

  /** Whether the network has said it, or something in between, and not the chat server. */
  get isForeign(): boolean {
    return this.reason === "" && !this.details.told;
  }

  /** Whether a command may be repeated with the same ids. So it may after isTooMuch; all else is final. */
  get isTransient(): boolean {
    return this.code === status.UNAVAILABLE;
  }

  /** Whether the same will be accepted after the delay. */
  get isTooMuch(): boolean {
    return this.reason === "RATE_LIMITED";
  }

  /** Whether the request has not arrived whole, and so has had no effect. */
  get isIncomplete(): boolean {
    return this.reason === "REQUEST_INCOMPLETE";
  }

  /** Whether the server has failed: the outcome of what it failed over is unknown. */
  get isBug(): boolean {
    return this.reason === "INTERNAL";
  }

  /** Whether it says that the client is not in the room: who leaves it again is told so. */
  get isOutside(): boolean {
    return this.reason === "NOT_A_MEMBER" || this.reason === "ROOM_NOT_FOUND";
  }

  /** Whether a Join without a token needs another request id: with this one it has made a session. */
  get usesUpRequestId(): boolean {
    return this.reason === "SESSION_ENDED" || this.reason === "REQUEST_ID_REUSED";
  }

  /** Whether the Open came too late: the stream is without its cursors. */
  get isLate(): boolean {
    return this.reason === "OPEN_REPEATED";
  }

  /** Whether it is not the command that is refused, but the stream, or whose it is. */
  get concernsIdentity(): boolean {
    const aboutIdentity = this.reason.startsWith("SESSION_") || this.reason === "NAME_LOST";
    return aboutIdentity || this.reason === "STREAM_SUPERSEDED" || this.isLate;
  }

  get action(): Action {
    if (this.details.told) return this.details.told;
    if (this.reason === "NAME_TAKEN" && this.details.suggestedName) return "take suggested name";
    if (this.reason === "SESSION_EXPIRED") return "start over";
    if (this.reason === "NAME_LOST") return "rejoin";
    if (this.isBug || this.reason === "SERVER_FULL") return "resume";
    if (this.isTooMuch || this.isIncomplete || this.isTransient || this.isLate) return "resume";
    return this.reason === "" && BROKEN.has(this.code) ? "resume" : "stop";
  }

  static fromError(error: ChatError, told?: Pick<Details, "told" | "retryAfter">): Refusal {
    const reason = error.reason === 0 ? "" : (ErrorReason[error.reason] ?? String(error.reason));
    return new Refusal(withoutPrefix(reason), error.code, error.message, {
      suggestedName: error.metadata["suggested_name"],
      retryAfter: milliseconds(error.retryDelay),
      ...told,
    });
  }

  static fromClosing({ error, action, reconnectDelay }: Closing): Refusal {
    let told: Action = "resume"; // also if the action is one that this client does not know
    if (action === Closing_Action.ACTION_STOP) told = "stop";
    if (action === Closing_Action.ACTION_REJOIN) {
      told = error?.reason === ErrorReason.ERROR_REASON_SESSION_EXPIRED ? "start over" : "rejoin";
    }
    const retryAfter = milliseconds(reconnectDelay ?? error?.retryDelay);
    if (!error) return new Refusal("", status.OK, "the server has ended the stream", { told, retryAfter });
    return Refusal.fromError(error, { told, retryAfter });
  }

  /** What a call has failed with; anything but a status is a bug, and is thrown. */
  static from(failure: unknown): Refusal {
    if (failure instanceof Refusal) return failure;
    if (!isServiceError(failure)) throw failure;
    let reason = "";
    const details: Details = {};
    for (const { typeUrl, value } of detailsOf(failure)) {
      if (typeUrl.endsWith("/google.rpc.ErrorInfo")) {
        const info = ErrorInfo.decode(value);
        if (info.domain !== "charla.chat") continue;
        reason = withoutPrefix(info.reason);
        details.suggestedName = info.metadata["suggested_name"];
      } else if (typeUrl.endsWith("/google.rpc.RetryInfo")) {
        details.retryAfter = milliseconds(RetryInfo.decode(value).retryDelay);
      }
    }
    return new Refusal(reason, failure.code, failure.details, details);
  }
}

function detailsOf(failure: ServiceError): Status["details"] {
  const [serialized] = failure.metadata.get("grpc-status-details-bin");
  return serialized instanceof Buffer ? Status.decode(serialized).details : [];
}

function isServiceError(failure: unknown): failure is ServiceError {
  return failure instanceof Error && "code" in failure && typeof failure.code === "number" && "metadata" in failure;
}

function withoutPrefix(reason: string): string {
  return reason.replace(/^ERROR_REASON_/, "");
}

function milliseconds(duration: Duration | undefined): number | undefined {
  return duration && duration.seconds * 1000 + duration.nanos / 1e6;
}
