/** Looks at a cluster of three brokers, as a test says what each of them sees. */
import { type Facts, Window } from "./facts.js";
import type { BrokerLook, Look, PartitionSeen, QuorumLook } from "./look.js";

export const BROKERS = ["1", "2", "3"];

export interface Seen {
  readonly leader: string | null;
  readonly epoch: number;
  readonly isr: readonly string[];
  readonly replicas?: readonly string[];
}

export const WELL: Seen = { leader: "1", epoch: 0, isr: BROKERS };

/** All that is as usual is left out. */
export interface Planted {
  /** What every broker sees of `orders-0`. */
  readonly seen?: Seen;
  /** What one broker sees instead. */
  readonly views?: Readonly<Record<string, Seen>>;
  readonly silent?: readonly string[];
  readonly error?: string;
  readonly isNameUnknown?: boolean;
  /** Brokers that the others do not list. */
  readonly absent?: readonly string[];
  readonly fenced?: readonly string[];
  /** Brokers that do not reach the active controller. */
  readonly cutOff?: readonly string[];
  readonly quorum?: Partial<QuorumLook> | null;
  readonly moving?: boolean;
  readonly minIsr?: number;
}

function lookOf(planted: Planted, atMs: number): Look {
  const { seen = WELL, views = {}, silent = [], absent = [], cutOff = [], quorum } = planted;
  const partition = (of: Seen): PartitionSeen => ({
    ...{ key: "orders-0", topic: "orders", partition: 0, replicas: BROKERS },
    ...of,
  });
  return {
    atMs,
    brokers: BROKERS.map((broker): BrokerLook => {
      const isSilent = silent.includes(broker);
      return {
        broker,
        address: `kafka-${broker}:9092`,
        error: isSilent ? (planted.error ?? `kafka-${broker}:9092: connect: ECONNREFUSED`) : null,
        isNameUnknown: isSilent && planted.isNameUnknown === true,
        reachesController: isSilent ? null : !cutOff.includes(broker),
      };
    }),
    views: BROKERS.filter((broker) => !silent.includes(broker)).map((by) => ({
      by,
      brokers: BROKERS.filter((name) => name === by || !absent.includes(name)),
      partitions: [partition(views[by] ?? seen)],
    })),
    quorum:
      quorum === null
        ? null
        : {
            ...{ kind: "kraft", leader: "101", epoch: 1 },
            replicas: ["101", "102", "103"].map((name) => replica(name, 100)),
            ...quorum,
          },
    fenced: new Set(planted.fenced ?? []),
    moving: new Set(planted.moving === true ? ["orders-0"] : []),
    minIsr: new Map(planted.minIsr === undefined ? [] : [["orders", planted.minIsr]]),
  };
}

export function replica(name: string, fetchedMsAgo: number | null, lag: number | null = 0, isVoter = true) {
  return { name, isVoter, lag, fetchedMsAgo };
}

/** Looks one second apart. A number repeats the look before it so often. */
export function watched(...looks: readonly (Planted | number)[]): Facts {
  const window = new Window("live");
  let [atMs, last]: [number, Planted] = [0, {}];
  const add = () => {
    window.add(lookOf(last, atMs));
    atMs += 1_000;
  };
  for (const look of looks) {
    if (typeof look === "number") for (let i = 1; i < look; i++) add();
    else {
      last = look;
      add();
    }
  }
  return window.facts();
}
