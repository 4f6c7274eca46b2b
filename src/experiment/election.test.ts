import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { View } from "../observer/leadership.js";
import { awaitElection } from "./election.js";

const NAMES = ["kafka1", "kafka2", "kafka3"];

function view(node: string, leader: string | null): View {
  return { node, partition: 0, leader, epoch: 0, isr: NAMES };
}

/**
 * kafka1 leads and is cut from ZooKeeper; kafka3 is killed, and no election waits for its session. `views` and `said`
 * are what the brokers see and what people are told.
 */
function scene({ silenced = ["kafka1", "kafka3"] } = {}) {
  const said: string[] = [];
  const brokers: { views: View[]; known?: View[]; looks: number } = {
    views: NAMES.map((name) => view(name, "kafka1")),
    looks: 0,
  };
  const election = awaitElection({
    cluster: { disturbed: () => new Set(["kafka1", "zk1"]) },
    observer: {
      views: () => {
        brokers.looks++;
        return brokers.views;
      },
      known: () => brokers.known ?? brokers.views,
    },
    schedule: {
      lastInjectedMs: performance.now() - 2_000,
      targets: () => ["kafka1"],
      silenced: () => silenced,
    },
    partitions: 1,
    quorum: { session: "ZooKeeper session" },
    silenceMsMax: 18_000,
    onWait: (what) => said.push(what),
    signal: new AbortController().signal,
  });
  return { said, brokers, election };
}

// Only the clock: looks go on as they do.
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

it("what an election waits for is told, and how long it can take", async () => {
  const { said, brokers, election } = scene();
  await vi.waitFor(() =>
    expect(said).toEqual(["waiting for kafka1's ZooKeeper session to end (up to 16 s)"]),
  );
  vi.advanceTimersByTime(17_000);
  await vi.waitFor(() => expect(said.slice(1)).toEqual(["waiting for another leader (up to 7 s)"]));
  brokers.views = NAMES.map((name) => view(name, "kafka2"));
  await election;
  expect(said).toHaveLength(2);
});

it("a leader that most brokers do not know yet is awaited for as long as a look at them takes", async () => {
  const { brokers, election } = scene();
  const over = election.then(() => "over");
  const [first, , third] = brokers.views;
  brokers.views = [first!, { ...view("kafka2", "kafka2"), epoch: 1 }, third!];
  brokers.looks = 0;
  await vi.waitFor(() => expect(brokers.looks).toBeGreaterThan(2));
  expect(await Promise.race([over, "not over"])).toBe("not over");
  vi.advanceTimersByTime(1_500);
  await election;
});

it("a leader that only a broker named that is silent now is the newest one", async () => {
  const { brokers, election } = scene();
  const [first, second, third] = brokers.views as [View, View, View];
  brokers.known = [first, second, { ...third, leader: "kafka2", epoch: 1 }];
  brokers.views = [first, second];
  brokers.looks = 0;
  await vi.waitFor(() => expect(brokers.looks).toBeGreaterThan(2));
  vi.advanceTimersByTime(1_500);
  // The session of kafka1 has 14 s left.
  await election;
});

it("an election that does not come is not awaited for ever", async () => {
  const { election } = scene();
  vi.advanceTimersByTime(25_000);
  await election;
});

it("a fault that ZooKeeper does not notice ends no session", async () => {
  const { said, election } = scene({ silenced: [] });
  vi.advanceTimersByTime(25_000);
  await election;
  expect(said).toEqual(["waiting for another leader (up to 24 s)"]);
});
