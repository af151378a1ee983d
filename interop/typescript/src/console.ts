/** What the programs around the client share: standard input, and how they end. */

import type { Client } from "./client.js";

/** The lines of standard input. (To `node:readline`, more than a line feed ends a line.) */
export async function* lines(): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of process.stdin.setEncoding("utf8") as AsyncIterable<string>) {
    const whole = (rest + chunk).split("\n");
    rest = whole.pop() ?? "";
    yield* whole;
  }
  if (rest) yield rest;
}

/** Runs the client until it is drained or left; `commands` ends when there is nothing more to command. */
export async function converse(client: Client, commands: Promise<void>): Promise<void> {
  try {
    await Promise.all([client.run(), commands.then(() => client.drain())]);
  } finally {
    process.stdin.destroy(); // or waiting for input would keep the program from ending
    client.close();
  }
}
