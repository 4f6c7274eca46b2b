/** Voters that are as the test says, and logs that the test writes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { kraft } from "../cluster/metadata/kraft.js";
import { type ClusterNode, type NodeName, planNodes } from "../cluster/topology.js";
import { untilQuorumServes } from "./until-quorum-serves.js";

type Voter = "serves" | "answers" | "silent";

const nodes: readonly ClusterNode[] = planNodes({
  brokers: 1,
  metadata: { kind: "kraft", members: 3 },
}).map((node) => ({ ...node, client: { host: "127.0.0.1", port: 1 } }));

let voters: Record<NodeName, Voter>;
let looks: number;
let logs: string;
beforeEach(async () => {
  // Only the clock: looks follow each other as they do.
  vi.useFakeTimers({ toFake: ["performance"] });
  voters = { controller1: "answers", controller2: "answers", controller3: "answers" };
  looks = 0;
  vi.spyOn(kraft, "serves").mockImplementation(async ({ name }) => {
    looks++;
    return voters[name] === "serves";
  });
  vi.spyOn(kraft, "answers").mockImplementation(async ({ name }) => voters[name] !== "silent");
  logs = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await rm(logs, { recursive: true });
});

/** What it has come to so far. */
function start() {
  const start = { state: "waiting", ended: Promise.resolve<unknown>(undefined) };
  const cluster = {
    nodes,
    logs: async (node: NodeName) => join(logs, `${node}.log`),
    broken: new AbortController().signal,
  };
  start.ended = untilQuorumServes(cluster, new AbortController().signal).then(
    () => (start.state = "serving"),
    (error: Error) => {
      start.state = "failed";
      return error;
    },
  );
  return start;
}

/** The clock stands at this time while all voters are looked at. */
async function after(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  looks = 0;
  await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(3 * nodes.length));
}

it("a quorum serves when each of its voters does", async () => {
  const quorum = start();
  await after(1_000);
  voters = { controller1: "serves", controller2: "serves", controller3: "answers" };
  await after(1_000);
  expect(quorum.state).toBe("waiting");
  voters.controller3 = "serves";
  expect(await quorum.ended).toBe("serving");
});

it("a quorum without a leader is told after 30 s, with each voter's own words", async () => {
  await writeFile(
    join(logs, "controller1.log"),
    "Completed transition to CandidateState(localId=101, epoch=7, electionTimeoutMs=11) from null\n",
  );
  await writeFile(
    join(logs, "controller2.log"),
    "Completed transition to Unattached(epoch=7, votedKey=ReplicaKey(id=101, directoryId=x)) from null\n",
  );
  const quorum = start();
  await after(0);
  await after(29_000);
  expect(quorum.state).toBe("waiting");
  vi.advanceTimersByTime(2_000);
  expect(await quorum.ended).toMatchObject({
    message:
      "the metadata quorum has no leader 31 s after its start, and every KRaft controller answers: " +
      "controller1: Candidate in epoch 7, knows no leader, voted for controller1; " +
      "controller2: Unattached in epoch 7, knows no leader, voted for controller1; " +
      "controller3: its log names no election",
    remedy: expect.stringMatching(/cluster\.config.*cluster\.network.*logs\//),
  });
});

it("voters that are slow to start still have time for an election", async () => {
  voters.controller3 = "silent";
  const quorum = start();
  await after(40_000);
  voters.controller3 = "answers";
  await after(0);
  await after(14_000);
  expect(quorum.state).toBe("waiting");
  vi.advanceTimersByTime(2_000);
  expect(await quorum.ended).toMatchObject({ message: expect.stringContaining("no leader 56 s after") });
});

it("a leader that was there for a moment is another election", async () => {
  const quorum = start();
  await after(0);
  await after(20_000);
  voters.controller2 = "serves";
  await after(5_000);
  voters.controller2 = "answers";
  await after(0);
  await after(14_000);
  expect(quorum.state).toBe("waiting");
  voters = { controller1: "serves", controller2: "serves", controller3: "serves" };
  expect(await quorum.ended).toBe("serving");
});

it("a voter that never answers is waited for longer, and named", async () => {
  voters = { controller1: "silent", controller2: "answers", controller3: "answers" };
  const quorum = start();
  await after(89_000);
  expect(quorum.state).toBe("waiting");
  vi.advanceTimersByTime(2_000);
  expect(await quorum.ended).toMatchObject({
    message:
      "waited 90 s for controller1, controller2, controller3 to serve; " +
      "saw controller1 not answering, controller2 without a leader, controller3 without a leader",
  });
});
