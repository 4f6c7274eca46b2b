import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import type { Happening } from "../rundir/timeline.js";
import { CoordinatorWatch, coordinatorNow } from "./coordinators.js";

const COORDINATOR_NOT_AVAILABLE = 15;
const TRANSACTIONS = 1;

let brokers: ScriptedBrokers;
/** The id that each broker names, in their order; null: it knows of none. */
let named: (number | null)[];
let asked: { key: string; keyType: number }[];

beforeEach(async () => {
  named = [null, null, null];
  asked = [];
  brokers = await scriptedBrokers(
    3,
    { name: "orders", partitions: 1 },
    {
      FindCoordinator: ({ coordinatorKeys, keyType }, { id }) => {
        const [key] = coordinatorKeys;
        asked.push({ key: key!, keyType });
        const nodeId = named[id - 1];
        return {
          coordinators: [
            nodeId == null ? { key: key!, errorCode: COORDINATOR_NOT_AVAILABLE } : { key: key!, nodeId },
          ],
        };
      },
    },
  );
});
afterEach(() => brokers[Symbol.asyncDispose]());

describe("the coordinator of this moment", () => {
  const now = () =>
    coordinatorNow(brokers.nodes, brokers.nodes, { kind: "transactions", id: "chaos-1f-0" }, 1_000);

  it("is asked for by the transactional.id, and most brokers name it", async () => {
    named = [1, 2, 2];
    expect(await now()).toEqual({ node: "kafka2" });
    expect(asked).toHaveLength(3);
    for (const one of asked) expect(one).toEqual({ key: "chaos-1f-0", keyType: TRANSACTIONS });
  });

  it("is named by the one broker that knows it", async () => {
    named = [null, 3, null];
    expect(await now()).toEqual({ node: "kafka3" });
  });

  it("is none while no broker knows it", async () => {
    const found = await now();
    expect(found).toMatchObject({ node: null, why: expect.stringMatching(/^kafka\d knows of none$/) });
  });
});

it("a coordinator that moves is told once, with its group", async () => {
  const told: Happening[] = [];
  await using _watch = new CoordinatorWatch({
    nodes: brokers.nodes,
    ids: new Map([["orders", "chaos-1f-0"]]),
    onChange: (happening) => told.push(happening),
  });
  const isAt = (node: string | null) => ({
    ...{ event: "transaction-coordinator", group: "orders", transactionalId: "chaos-1f-0", node },
  });
  // A broker that knows of none is no news before one was known.
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(5), 5_000);
  expect(told).toEqual([]);
  named = [2, 2, 2];
  await vi.waitFor(() => expect(told).toEqual([isAt("kafka2")]), 5_000);
  // One broker is cut off, and names the one before.
  named = [2, 3, 3];
  await vi.waitFor(() => expect(told.at(-1)).toEqual(isAt("kafka3")), 5_000);
  expect(told.length).toBeLessThanOrEqual(2);
});

it("without transactions no broker is asked", async () => {
  await using _watch = new CoordinatorWatch({ nodes: brokers.nodes, ids: new Map(), onChange: () => {} });
  expect(asked).toEqual([]);
});
