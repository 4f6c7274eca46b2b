import { describe, expect, it } from "vitest";
import { decodeMessage, RecordCursor, readBatches } from "../../protocol/index.js";
import { planNodes } from "../topology.js";
import { featureLevels, formattedStorage } from "./kraft-storage.js";

const NODES = planNodes({ brokers: 1, metadata: { kind: "kraft", members: 1 } });
const [broker, controller] = NODES as [(typeof NODES)[0], (typeof NODES)[0]];
const [combined] = planNodes({ brokers: 1, metadata: { kind: "kraft", members: "brokers" } });

const SINCE_4_4 = "__cluster_metadata-0/00000000000000000000-0000000000.checkpoint";
const format = (node: typeof broker, kafka = "4.4.0", seed = 7) => formattedStorage(node, { kafka, seed });

/** The values of `meta.properties` by their names. */
async function metaOf(node: typeof broker, kafka?: string, seed?: number) {
  const { "meta.properties": text } = await format(node, kafka, seed);
  return Object.fromEntries(`${text}`.split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

/** What `kafka-storage.sh format` of each of these releases wrote. */
const LEVELS: readonly (readonly [kafka: string, levels: Readonly<Record<string, number>>])[] = [
  ["3.9.2", { "metadata.version": 21 }],
  ["4.0.2", { "metadata.version": 25, "group.version": 1, "transaction.version": 2 }],
  [
    "4.1.2",
    {
      "metadata.version": 27,
      "eligible.leader.replicas.version": 1,
      "group.version": 1,
      "transaction.version": 2,
    },
  ],
  [
    "4.2.2",
    {
      "metadata.version": 29,
      "eligible.leader.replicas.version": 1,
      "group.version": 1,
      "share.version": 1,
      "streams.version": 1,
      "transaction.version": 2,
    },
  ],
  [
    "4.3.1",
    {
      "metadata.version": 30,
      "eligible.leader.replicas.version": 1,
      "group.version": 1,
      "share.version": 1,
      "streams.version": 1,
      "transaction.version": 2,
    },
  ],
  [
    "4.4.0",
    {
      "metadata.version": 33,
      "eligible.leader.replicas.version": 1,
      "group.version": 1,
      "share.version": 2,
      "streams.version": 1,
      "transaction.version": 2,
    },
  ],
];

describe("the data directory of a KRaft node", () => {
  it("of a broker alone has no metadata log", async () => {
    expect(Object.keys(await format(broker))).toEqual(["meta.properties"]);
  });

  it.each([
    ["4.4.0", SINCE_4_4],
    ["4.5.0", SINCE_4_4],
    ["4.10.0", SINCE_4_4],
    ["5.0.0", SINCE_4_4],
    ["4.3.1", "bootstrap.checkpoint"],
    ["4.0.0", "bootstrap.checkpoint"],
    ["3.9.2", "bootstrap.checkpoint"],
  ])("of a controller of Kafka %s begins with %s", async (kafka, path) => {
    expect(Object.keys(await format(controller, kafka))).toEqual(["meta.properties", path]);
    expect(Object.keys(await format(combined!, kafka))).toEqual(["meta.properties", path]);
  });

  it("says whose it is", async () => {
    expect(await metaOf(broker)).toMatchObject({ version: "1", "node.id": "1" });
    expect(await metaOf(controller)).toMatchObject({ version: "1", "node.id": "101" });
  });

  it("is of the same cluster as the others of its run, and of no other run's", async () => {
    const clusterOf = async (node: typeof broker, seed: number) =>
      (await metaOf(node, "4.4.0", seed))["cluster.id"];
    expect(await clusterOf(broker, 7)).toBe(await clusterOf(controller, 7));
    expect(await clusterOf(broker, 7)).not.toBe(await clusterOf(broker, 8));
  });

  it("has an id of its own, the same each time", async () => {
    const ids = await Promise.all(
      [broker, controller, broker].map(async (node) => (await metaOf(node))["directory.id"]!),
    );
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
    for (const id of ids) expect(Buffer.from(id, "base64url")).toHaveLength(16);
  });
});

describe("the first snapshot of the metadata log", () => {
  /** `metadata.version 33` of each record between header and footer, and what the batches say. */
  async function read(kafka: string) {
    const files = await format(controller, kafka);
    const { batches } = readBatches(Object.values(files).at(-1) as Buffer);
    const records = batches.map((batch) => {
      const cursor = new RecordCursor().open(batch);
      const found: { offset: number; key: Buffer | null; value: Buffer }[] = [];
      while (cursor.next()) {
        const { offset, key, value } = cursor;
        found.push({ offset, key: key && Buffer.from(key), value: Buffer.from(value!) });
      }
      return found;
    });
    return { batches, records };
  }

  /** Of a FeatureLevelRecord: after frame version, type and version a compact text and an int16. */
  function levelOf(value: Buffer): [string, number] {
    expect([...value.subarray(0, 3)]).toEqual([1, 12, 0]);
    const end = 4 + value[3]! - 1;
    expect(value.subarray(end + 2)).toEqual(Buffer.from([0]));
    return [value.toString("utf8", 4, end), value.readInt16BE(end)];
  }

  it.each(LEVELS)(
    "of Kafka %s has the levels of its features, the metadata's first",
    async (kafka, levels) => {
      const { records } = await read(kafka);
      expect(records[1]!.map(({ value }) => levelOf(value))).toEqual(Object.entries(levels));
      expect(featureLevels(kafka)).toEqual(levels);
    },
  );

  it("is a header, the levels, and a footer, one after another", async () => {
    const { batches, records } = await read("4.4.0");
    expect(batches.map(({ isControl }) => isControl)).toEqual([true, false, true]);
    expect(batches.map(({ leaderEpoch }) => leaderEpoch)).toEqual([0, 0, 0]);
    expect(records.map((each) => each.map(({ offset }) => offset))).toEqual([[0], [1, 2, 3, 4, 5, 6], [7]]);
    // ControlRecordType.java: SNAPSHOT_HEADER is 3, SNAPSHOT_FOOTER is 4.
    expect(records[0]![0]!.key).toEqual(Buffer.from([0, 0, 0, 3]));
    expect(records[2]![0]!.key).toEqual(Buffer.from([0, 0, 0, 4]));
  });

  it.each([
    ["4.4.1", "4.4.0"],
    ["4.9.0", "4.4.0"],
    ["5.0.0", "4.4.0"],
    ["4.3.0", "4.3.1"],
    ["4.0.0", "4.0.2"],
    ["3.9.0", "3.9.2"],
  ])("of Kafka %s is that of %s", async (kafka, known) => {
    expect(featureLevels(kafka)).toEqual(featureLevels(known));
  });
});

describe("the storage of a dynamic quorum", () => {
  const VOTERS = planNodes({ brokers: 1, metadata: { kind: "kraft", members: 3 } }).filter(
    ({ kind }) => kind === "controller",
  );
  const initialControllers = VOTERS.map((node) => ({
    node,
    listener: { name: "CONTROLLER", host: node.name, port: 9093 },
  }));
  const formatted = (kafka: string, node = VOTERS[1]!) =>
    formattedStorage(node, { kafka, seed: 7, initialControllers });

  /** By the type of each control record before the levels, its value. */
  function controlsOf(snapshot: Buffer): Map<number, Buffer> {
    const cursor = new RecordCursor().open(readBatches(snapshot).batches[0]!);
    const found = new Map<number, Buffer>();
    while (cursor.next()) found.set(cursor.key!.readInt32BE(), Buffer.from(cursor.value!));
    return found;
  }

  it.each(["3.9.2", "4.4.0"])("of Kafka %s begins with kraft.version 1 and its voters", async (kafka) => {
    const controls = controlsOf((await formatted(kafka))[SINCE_4_4] as Buffer);
    expect([...controls.keys()]).toEqual([3, 5, 6]);
    expect(decodeMessage("KRaftVersionRecord", 0, controls.get(5)!).kRaftVersion).toBe(1);
    const { voters } = decodeMessage("VotersRecord", 0, controls.get(6)!);
    const directories = await Promise.all(VOTERS.map((node) => metaOf(node)));
    expect(voters).toMatchObject(
      VOTERS.map(({ id, name }, i) => ({
        voterId: id,
        voterDirectoryId: directories[i]!["directory.id"],
        endpoints: [{ name: "CONTROLLER", host: name, port: 9093 }],
        kRaftVersionFeature: { minSupportedVersion: 0, maxSupportedVersion: 1 },
      })),
    );
  });

  it("before 4.4 has the levels in a file of their own, as that of a static one", async () => {
    const files = await formatted("4.3.1");
    expect(Object.keys(files)).toEqual(["meta.properties", "bootstrap.checkpoint", SINCE_4_4]);
    expect(files["bootstrap.checkpoint"]).toEqual(
      (await format(VOTERS[1]!, "4.3.1"))["bootstrap.checkpoint"],
    );
    expect(readBatches(files[SINCE_4_4] as Buffer).batches.map(({ isControl }) => isControl)).toEqual([
      true,
      true,
    ]);
  });

  it("of a broker alone has no metadata log", async () => {
    expect(Object.keys(await formatted("4.4.0", broker))).toEqual(["meta.properties"]);
  });
});
