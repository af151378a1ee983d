#!/usr/bin/env node
/** The client as a program for the delivery kit: see interop/kit/PROTOCOL.md. */

import { parseArgs } from "node:util";

import { Client, type Happening, type LogIn } from "./client.js";
import { converse, lines } from "./console.js";
import { EnterRoom, GapReason, SendMessageRequest, type Event } from "./gen/charla/v1/chat.js";
import { Refusal } from "./refusal.js";

/** The last sequence printed, by room. */
const printed = new Map<string, number>();
const expected = new Set<{ room: string; sequence: number }>();

function emit(type: string, values: object = {}): void {
  console.log(JSON.stringify({ type, ...values }));
}

function tell(happening: Happening): void {
  switch (happening.type) {
    case "joined":
      emit("joined", { id: happening.user.id, name: happening.user.name });
      break;
    case "online":
      emit("online");
      for (const { room, resumeAfter } of happening.timelines) begin(room, resumeAfter);
      break;
    case "offline":
      emit("offline", { reason: String(happening.refusal), retry_ms: Math.round(happening.retryAfter) });
      break;
    case "sent":
      emit("sent", { id: happening.id, sequence: happening.sequence, duplicate: happening.duplicate });
      break;
    case "refused":
      emit("refused", { id: happening.id, reason: happening.refusal.name, code: happening.refusal.code });
      break;
    case "lost":
      emit("lost", { id: happening.id });
      break;
    case "entered":
      if (happening.timeline) begin(happening.timeline.room, happening.timeline.resumeAfter);
      emit("entered", { room: happening.timeline?.room });
      break;
    case "left room":
      emit("left", { room: happening.room });
      break;
    case "room refused": {
      const { room, refusal } = happening;
      emit("room-refused", { room, reason: refusal.name, code: refusal.code });
      break;
    }
    case "gap": {
      const { room, reason, firstMissingSequence: first, lastMissingSequence: last } = happening.gap;
      printed.set(room, last);
      const name = GapReason[reason] ?? String(reason);
      emit("gap", { room, reason: name.replace(/^GAP_REASON_/, ""), first, last });
      break;
    }
    case "event":
      if (happening.event.sequence > 0) tellDurable(happening.event);
      break;
  }
  tellReached();
}

function tellDurable({ room, sequence, actor, kind }: Event): void {
  printed.set(room, sequence);
  if (kind?.$case === "messagePosted") {
    emit("message", { room, sequence, id: kind.value.clientMessageId, from: actor?.id, text: kind.value.text });
  } else {
    emit("unknown", { room, sequence });
  }
}

function begin(room: string, sequence: number): void {
  if (!printed.has(room)) printed.set(room, sequence);
}

function tellReached(): void {
  for (const position of expected) {
    if ((printed.get(position.room) ?? -1) >= position.sequence) {
      expected.delete(position);
      emit("reached", position);
    }
  }
}

/** Gets a `log-in` that is given after the client of an account has stopped; undefined at the end of the input. */
let takeLogIn: (logIn?: LogIn) => void = () => {};
let inputEnded = false;
let told: Refusal | undefined; // the last refusal printed as `stopped`

function tellStopped(refusal: Refusal): void {
  if (refusal !== told) emit("stopped", { reason: refusal.name });
  told = refusal;
}

function logInAgain(refusal: Refusal): Promise<LogIn | undefined> {
  tellStopped(refusal);
  return new Promise((resolve) => {
    if (inputEnded) resolve(undefined);
    takeLogIn = resolve;
  });
}

async function executeSend(client: Client, id: string, text: string): Promise<Happening> {
  const target = { $case: "room", value: "lobby" } as const;
  try {
    const message = SendMessageRequest.create({ clientMessageId: id, target, text });
    const outcome = await client.execute({ $case: "sendMessage", value: message });
    const { sequence, duplicate } = outcome?.$case === "messageSent" ? outcome.value : { sequence: 0, duplicate: false };
    return { type: "sent", id, sequence, duplicate };
  } catch (failure) {
    const refusal = Refusal.from(failure);
    // If the identity has ended, an earlier attempt may have posted the message.
    return refusal.reason.startsWith("SESSION_") ? { type: "lost", id } : { type: "refused", id, refusal };
  }
}

async function executeEnter(client: Client, room: string): Promise<Happening> {
  try {
    const command = EnterRoom.create({ room, mustExist: true });
    const outcome = await client.execute({ $case: "enterRoom", value: command });
    return { type: "entered", timeline: outcome?.$case === "roomEntered" ? outcome.value.timeline : undefined };
  } catch (failure) {
    return { type: "room refused", room, refusal: Refusal.from(failure) };
  }
}

async function register(client: Client, password: string, invitationCode?: string): Promise<void> {
  try {
    const user = await client.register(password, invitationCode);
    emit("registered", { id: user?.id, name: user?.name });
  } catch (failure) {
    const refusal = Refusal.from(failure);
    emit("register-refused", { reason: refusal.name, code: refusal.code });
  }
}

async function obey(commands: AsyncIterable<string>, client: Client): Promise<void> {
  for await (const line of commands) {
    const [word, first = "", ...rest] = line.split(" ");
    switch (word) {
      case "send":
        client.send(first, { $case: "room", value: "lobby" }, unescape(rest.join(" ")));
        break;
      case "tell": {
        const [userId = "", ...text] = rest;
        client.send(first, { $case: "userId", value: userId }, unescape(text.join(" ")));
        break;
      }
      case "enter":
        client.enter(first);
        break;
      case "leave-room":
        client.leaveRoom(first);
        break;
      case "execute-send":
        tell(await executeSend(client, first, unescape(rest.join(" "))));
        break;
      case "execute-enter":
        tell(await executeEnter(client, first));
        break;
      case "expect":
        expected.add({ room: first === "-" ? "" : first, sequence: Number(rest[0]) });
        tellReached();
        break;
      case "users": {
        const users = await client.users(first);
        emit("users", { room: first, names: users.map(({ user }) => user?.name).join(" ") });
        break;
      }
      case "register":
        await register(client, first, rest[0]);
        break;
      case "log-in":
        takeLogIn({ name: first, password: rest.join(" ") });
        break;
      case "leave":
        emit("leaving");
        return client.leave();
      default:
        throw new Error(`no such command: ${line}`);
    }
  }
  inputEnded = true;
  takeLogIn();
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}

const { values: options } = parseArgs({ options: { server: { type: "string", default: "localhost:9998" } } });
const commands = lines();
const signIn = (await commands.next()).value ?? "";
const [word = "", first = ""] = signIn.split(" ");
const rest = signIn.slice(word.length + 1);
if (["join", "log-in", "use-token"].includes(word)) {
  const target = options.server.includes(",") ? `ipv4:${options.server}` : options.server;
  const stock = process.env.CHARLA_STOCK_WINDOWS === "1"; // see interop/README.md
  const client = new Client(target, word === "log-in" ? first : rest, tell, {
    ...(word === "log-in" && { password: rest.slice(first.length + 1) }),
    ...(word === "use-token" && { token: rest }),
    logInAgain,
    fixedWindows: !stock,
  });
  try {
    await converse(client, obey(commands, client));
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    tellStopped(failure);
    process.exitCode = 1;
  }
}
