#!/usr/bin/env node
/** A terminal chat: each line typed is posted to the lobby, and ":q" leaves. */

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { credentials } from "@grpc/grpc-js";

import { Client, type Happening } from "./client.js";
import { converse, lines } from "./console.js";
import type { Event, MemberChanged } from "./gen/charla/v1/chat.js";
import { Refusal } from "./refusal.js";

/**
 * Replaces control characters and changes of the text direction, so that the text of other users cannot control the
 * terminal. Zero-width joiners are kept, because some scripts and emoji need them.
 */
function harmless(text: string): string {
  return text.replace(/(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

function show(happening: Happening): void {
  switch (happening.type) {
    case "joined":
      return console.log(`* you are ${harmless(happening.user.name)}`);
    case "online":
      return console.log("* connected");
    case "offline": {
      const seconds = (happening.retryAfter / 1000).toFixed(1);
      return console.log(`* not connected (${harmless(String(happening.refusal))}); next attempt in ${seconds} s`);
    }
    case "refused":
      return console.log(`* not sent: ${harmless(String(happening.refusal))}`);
    case "room refused":
      return console.log(`* ${harmless(happening.room)}: ${harmless(String(happening.refusal))}`);
    case "lost":
      return console.log("* it is unknown whether one of your messages was posted");
    case "gap":
      return console.log(`* some messages of ${harmless(happening.gap.room) || "your inbox"} are no longer available`);
    case "event":
      return showEvent(happening.event);
  }
}

function showEvent({ room, actor, kind, createTime }: Event): void {
  const name = harmless(actor?.name ?? "");
  switch (kind?.$case) {
    case "messagePosted":
      return console.log(`${name}${room ? "" : " (privately)"}: ${harmless(kind.value.text)}`);
    case "userJoined":
      return console.log(`* ${name} has joined`);
    case "userLeft":
      return console.log(`* ${name} has left`);
    case "userRenamed":
      return console.log(`* ${harmless(kind.value.previousName)} is now called ${name}`);
    case "roomChanged":
      return console.log(`* ${name || "the operator"} has changed ${harmless(room)}`);
    case "memberChanged":
      return showMember(name || "the operator", kind.value, createTime ?? new Date(0));
  }
}

function showMember(actor: string, { user, state, removed }: MemberChanged, at: Date): void {
  const name = harmless(user?.name ?? "");
  if ((state?.bannedUntil ?? at) > at) {
    console.log(`* ${actor} has banned ${name}`);
  } else if (removed) {
    console.log(`* ${actor} has removed ${name}`);
  } else if ((state?.mutedUntil ?? at) > at) {
    console.log(`* ${actor} has muted ${name}`);
  } else {
    console.log(`* ${actor} has changed what ${name} may do`);
  }
}

/** The first line of a file. */
function secret(file: string | undefined): string {
  return file ? (readFileSync(file, "utf8").split("\n")[0] ?? "") : "";
}

async function postLines(client: Client): Promise<void> {
  for await (const line of lines()) {
    if (line === ":q") return client.leave();
    if (/\P{White_Space}/u.test(line)) client.send(randomUUID(), { $case: "room", value: "lobby" }, line);
  }
}

const { values: options } = parseArgs({
  options: {
    server: { type: "string", default: "localhost:9998" },
    name: { type: "string", default: "TypeScript" },
    "password-file": { type: "string" }, // to log in to the account of this name
    "token-file": { type: "string" }, // to continue the session with this token
    tls: { type: "boolean", default: false },
  },
});
const client = new Client(options.server, options.name, show, {
  password: secret(options["password-file"]),
  token: secret(options["token-file"]),
  ...(options.tls && { credentials: credentials.createSsl() }),
});
try {
  await converse(client, postLines(client));
} catch (failure) {
  if (!(failure instanceof Refusal)) throw failure;
  console.error(`* stopped: ${harmless(String(failure))}`);
  process.exitCode = 1;
}
