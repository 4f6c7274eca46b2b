import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { JournalEntry } from "../../proxy/interceptor-rules.js";
import { openJournal } from "./journal.js";

const entry: JournalEntry = {
  rule: "scenario-1",
  interceptor: "latency",
  atMs: 1,
  effect: "delay",
  api: "Produce",
  brokerId: 1,
  clientId: "chaos",
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chaos-journal-"));
});
afterEach(() => rm(directory, { recursive: true }));

it("the journal knows which of its entries are not in the file yet", async () => {
  const path = join(directory, "proxy.ndjson");
  await using journal = await openJournal(path);
  for (let i = 0; i < 1_000; i++) journal.write(entry);
  expect(journal.count()).toEqual({ entries: 1_000, unwritten: 1_000 });
  while (journal.count().unwritten > 0) await turn();
  expect((await readFile(path, "utf8")).split("\n")).toHaveLength(1_001);
});
