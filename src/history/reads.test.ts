import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RECORD } from "./log-entries.js";
import { NO_ROW, READ_KIND, RESET_TO, SegmentWriter, UNKNOWN_OFFSET } from "./read-records.js";
import {
  type GroupOfReads,
  type MemberOfReads,
  mergeSegments,
  openReads,
  ReadsFileError,
  type ReadsHeader,
  type Segment,
} from "./reads.js";

const SEED = 4;
const GROUP: GroupOfReads = {
  ...{ group: "billing", mode: "subscribe", commit: "auto" },
  ...{ isolation: "read_committed", offsetReset: "earliest" },
};
const HEADER: Omit<ReadsHeader, "members"> = {
  ...{ nonce: 0xfedcba98, topic: "test1", partitions: 3, rows: 1_000, groups: [GROUP], unfinished: [] },
};

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-reads-"));
  path = join(directory, "reads.bin");
});
afterEach(() => rmSync(directory, { recursive: true }));

function segment(instance: number, write: (to: SegmentWriter) => void): Segment {
  const path = join(directory, `billing-${instance}-0.seg`);
  {
    using to = new SegmentWriter(path);
    write(to);
  }
  return { path, member: member(instance) };
}

function member(instance: number): MemberOfReads {
  const times = { startedMs: 10.5, endedMs: 99 };
  return { group: "billing", instance, incarnation: 0, role: "member", ...times, end: "closed" };
}

/** Of each member its records, as the four numbers of each. */
async function readAll(): Promise<number[][][]> {
  const { header, blocks } = await openReads(path);
  const found = header.members.map((): number[][] => []);
  for await (const { member, words } of blocks()) {
    for (let at = 0; at < words.length; at += 4) found[member]!.push([...words.subarray(at, at + 4)]);
  }
  return found;
}

const head = (kind: number, detail: number, partition: number) =>
  kind + detail * 2 ** 8 + partition * 2 ** 16;

test("each kind of record comes back as it was written", async () => {
  const segments = [
    segment(0, (to) => {
      to.assigned(2, null, 0);
      to.assigned(1, 17, 0.1);
      to.handed(1, 17, 20, 1);
      to.read(1, 17, RECORD.message, 999, 2);
      to.read(1, 18, RECORD.foreign, -1, 3.04);
    }),
    segment(1, (to) => {
      to.committed(1, 18, 4);
      to.commitFailed(1, 19, -195, 5);
      to.revoked(1, false, 6);
      to.revoked(2, true, 6);
      to.reset(0, null, "beginning", 7);
      to.reset(0, 4_294_967_294, "end", 8);
    }),
  ];
  await mergeSegments(path, HEADER, segments);
  expect(await readAll()).toEqual([
    [
      [head(READ_KIND.assigned, 0, 2), 0, UNKNOWN_OFFSET, 0],
      [head(READ_KIND.assigned, 0, 1), 1, 17, 0],
      [head(READ_KIND.handed, 0, 1), 10, 17, 20],
      [head(READ_KIND.read, RECORD.message, 1), 20, 17, 999],
      [head(READ_KIND.read, RECORD.foreign, 1), 30, 18, NO_ROW],
    ],
    [
      [head(READ_KIND.committed, 0, 1), 40, 18, 0],
      [head(READ_KIND.commitFailed, 0, 1), 50, 19, 2 ** 32 - 195],
      [head(READ_KIND.revoked, 0, 1), 60, 0, 0],
      [head(READ_KIND.revoked, 1, 2), 60, 0, 0],
      [head(READ_KIND.reset, RESET_TO.beginning, 0), 70, UNKNOWN_OFFSET, 0],
      [head(READ_KIND.reset, RESET_TO.end, 0), 80, 4_294_967_294, 0],
    ],
  ]);
  const { header } = await openReads(path);
  const members = [0, 1].map((instance) => ({ ...member(instance), records: 5 + instance }));
  expect(header).toEqual({ ...HEADER, members });
});

const record = fc.tuple(fc.nat(2), fc.nat(2 ** 32 - 1), fc.integer({ min: -1, max: 999 }));
const step = fc.oneof(
  { weight: 20, arbitrary: record },
  { weight: 1, arbitrary: fc.constant("flush" as const) },
);

test("reads come back as they were written, from any number of members, flushed at any time, and cut at any byte", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ steps: fc.array(step, { maxLength: 200 }), cut: fc.nat(15) }), { maxLength: 4 }),
      async (written) => {
        const expected: number[][][] = [];
        const segments = written.map(({ steps, cut }, instance) => {
          const records: number[][] = [];
          expected.push(records);
          const one = segment(instance, (to) => {
            for (const step of steps) {
              if (step === "flush") {
                to.flush();
                continue;
              }
              const [partition, offset, row] = step;
              to.read(partition, offset, RECORD.message, row, records.length);
              const arg = row < 0 ? NO_ROW : row;
              records.push([head(READ_KIND.read, 0, partition), records.length * 10, offset, arg]);
            }
          });
          appendFileSync(one.path, Buffer.alloc(cut, 0xff));
          return one;
        });
        await mergeSegments(path, HEADER, segments);
        expect(await readAll()).toEqual(expected);
        for (const { path } of segments) rmSync(path);
      },
    ),
    { seed: SEED, numRuns: 40 },
  );
});

test("more records than one block takes come back in their order", async () => {
  const count = 150_000;
  await mergeSegments(path, HEADER, [
    segment(0, (to) => {
      for (let offset = 0; offset < count; offset++) to.read(0, offset, RECORD.message, offset % 1_000, 1);
    }),
  ]);
  const [found] = await readAll();
  expect(found).toHaveLength(count);
  expect(found!.every(([, , offset]: number[], index) => offset === index)).toBe(true);
});

test("a member that was killed before it wrote anything has no records", async () => {
  await mergeSegments(path, HEADER, [{ path: join(directory, "absent.seg"), member: member(7) }]);
  expect((await openReads(path)).header.members).toEqual([{ ...member(7), records: 0 }]);
  expect(await readAll()).toEqual([[]]);
});

test("records that are not flushed are not in the segment, as if the process had been killed", () => {
  using to = new SegmentWriter(join(directory, "one.seg"));
  to.read(0, 1, RECORD.message, 1, 1);
  to.flush();
  to.read(0, 2, RECORD.message, 2, 1);
  expect(readFileSync(to.path)).toHaveLength(16);
});

test("a segment is of one process, and takes no offset that has no room in it", () => {
  using to = new SegmentWriter(join(directory, "one.seg"));
  expect(() => new SegmentWriter(to.path)).toThrow(/EEXIST/);
  expect(() => to.read(0, 2 ** 32, RECORD.message, 1, 1)).toThrow(RangeError);
  expect(() => to.committed(0, -1001, 1)).toThrow(RangeError);
});

test("a file in which any byte is changed, that is cut, or that something follows, is refused", async () => {
  await mergeSegments(path, HEADER, [
    segment(0, (to) => {
      to.assigned(0, 0, 1);
      to.handed(0, 0, 1, 1);
      to.read(0, 0, RECORD.message, 4, 2);
    }),
  ]);
  const whole = readFileSync(path);
  const places = [...whole.keys()].filter((at) => at < 24 || at % 7 === 0 || at > whole.length - 50);
  for (const at of places) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 1 << (at % 8);
    writeFileSync(path, changed);
    await expect(readAll(), `byte ${at}`).rejects.toThrow(ReadsFileError);
    writeFileSync(path, whole.subarray(0, at));
    await expect(readAll(), `${at} bytes`).rejects.toThrow(/is not whole/);
  }
  writeFileSync(path, Buffer.concat([whole, Buffer.alloc(16)]));
  await expect(readAll()).rejects.toThrow(/16 bytes follow its end/);
  writeFileSync(path, whole);
  expect(await readAll()).toHaveLength(1);
});

test("a file of a newer chaos, one that is no reads.bin, and one that is absent are told apart", async () => {
  await mergeSegments(path, HEADER, []);
  const whole = readFileSync(path);
  whole.writeUInt32LE(2, 8);
  writeFileSync(path, whole);
  await expect(openReads(path)).rejects.toThrow(/written by a newer chaos/);
  writeFileSync(path, "chaosLGR and more of it");
  await expect(openReads(path)).rejects.toThrow(/no reads of a run/);
  await expect(openReads(join(directory, "absent"))).rejects.toThrow(/ENOENT/);
});

test("records that name another partition or message than the run has are refused", async () => {
  for (const [partition, row] of [
    [3, 0],
    [0, 1_000],
  ] as const) {
    const one = segment(partition, (to) => to.read(partition, 0, RECORD.message, row, 1));
    await mergeSegments(path, HEADER, [one]);
    await expect(readAll()).rejects.toThrow(/damaged/);
  }
});

test("where the file cannot be written, no half of it stays", async () => {
  await expect(mergeSegments(join(directory, "absent", "reads.bin"), HEADER, [])).rejects.toThrow(
    ReadsFileError,
  );
  const unreadable: Segment = { path: directory, member: member(0) };
  await expect(mergeSegments(path, HEADER, [unreadable])).rejects.toThrow(ReadsFileError);
  expect(readdirSync(directory)).toEqual([]);
});
