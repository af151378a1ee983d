// The name folding of the contract, in TypeScript: `npm test` runs this after `npm run build`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/**
 * The name folding f of "Names" in the contract, to copy into a program that compares names: two names are the same if
 * their folded forms are equal. This client compares no names.
 */
function foldName(name: string): string {
  return name.toLowerCase().toUpperCase().toLowerCase().normalize("NFC");
}

test("names are folded as the vectors say", () => {
  const file = readFileSync(new URL("../../vectors/name-fold.tsv", import.meta.url), "utf8");
  let tested = 0;
  for (const line of file.trimEnd().split("\n")) {
    const [version = "", name = "", folded = ""] = line.split("\t");
    if (line.startsWith("#") || major(version) > major(process.versions["unicode"] ?? "")) {
      continue;
    }
    assert.equal(foldName(decoded(name)), decoded(folded), line);
    tested++;
  }
  assert.ok(tested > 30, `only ${tested} vectors`);
});

/** The first number of a version of Unicode. */
function major(version: string): number {
  return Number(version.split(".")[0]);
}

/** The text of a column, whose escapes are those of JSON. */
function decoded(column: string): string {
  return JSON.parse(`"${column}"`) as string;
}
