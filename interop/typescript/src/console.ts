/** Code that several programs share: reading standard input, and running the client. */

import type { Client } from "./client.js";

/** The lines of standard input. Only a line feed ends a line; `node:readline` would also split at other characters. */
export async function* lines(): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of process.stdin.setEncoding("utf8") as AsyncIterable<string>) {
    const whole = (rest + chunk).split("\n");
    rest = whole.pop() ?? "";
    yield* whole;
  }
  if (rest) yield rest;
}

/** Runs the client until it is drained or has left. When `commands` resolves, the client drains. */
export async function converse(client: Client, commands: Promise<void>): Promise<void> {
  try {
    await Promise.all([client.run(), commands.then(() => client.drain())]);
  } finally {
    process.stdin.destroy(); // otherwise waiting for input would keep the program from exiting
    client.close();
  }
}
