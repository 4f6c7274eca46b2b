/** What each consumer group did over time, from the timeline: its lag, which consumers were away, and its rebalances. */
import type { TimelineEvent } from "../../rundir/timeline.js";
import type { ConsumerLane } from "./payload.js";

const LAGS_MAX = 600;
const ABSENCES_MAX = 300;
const REBALANCES_MAX = 500;

type Absence = ConsumerLane["absences"][number];

interface Growing {
  readonly group: string;
  readonly lag: [ms: number, lag: number][];
  readonly absences: { -readonly [Key in keyof Absence]: Absence[Key] }[];
  readonly rebalances: ConsumerLane["rebalances"][number][];
}

/** In the order in which the groups started. */
export function consumerLanes(timeline: readonly TimelineEvent[]): ConsumerLane[] {
  const lanes = new Map<string, Growing>();
  /** The clients that read the rest at the end. */
  const finals = new Set<string>();
  const laneOf = (group: string): Growing => {
    const lane = lanes.get(group) ?? { group, lag: [], absences: [], rebalances: [] };
    lanes.set(group, lane);
    return lane;
  };
  for (const event of timeline) {
    const { ms } = event;
    if (event.event === "consumed") {
      laneOf(event.group).lag.push([ms, event.lag]);
    } else if (event.event === "rebalance") {
      if (finals.has(`${event.group}-${event.instance}`)) continue;
      const { rebalances } = laneOf(event.group);
      const { instance, action, partitions } = event;
      rebalances.push({ ms, instance, action, partitions: partitions.length });
    } else if (event.event === "client") {
      const { absences } = laneOf(event.group);
      const name = `${event.group}-${event.instance}`;
      if (event.state === "started" && event.detail !== undefined) finals.add(name);
      if (finals.has(name)) continue;
      const { instance, state } = event;
      if (state === "started" || state === "resumed") {
        const open = absences.findLast((one) => one.instance === instance && one.toMs === null);
        if (open !== undefined) open.toMs = ms;
      } else absences.push({ instance, how: state, fromMs: ms, toMs: null });
    }
  }
  return [...lanes.values()].map(({ group, lag, absences, rebalances }) => ({
    group,
    lag: thinned(lag),
    // A consumer that is closed and does not come back is one at the end of the run.
    absences: absences.filter(({ how, toMs }) => how !== "closed" || toMs !== null).slice(0, ABSENCES_MAX),
    rebalances: rebalances.slice(0, REBALANCES_MAX),
  }));
}

/** Of neighbours the one that has the most. */
function thinned(lag: readonly [number, number][]): [number, number][] {
  const each = Math.ceil(lag.length / LAGS_MAX);
  if (each <= 1) return [...lag];
  return Array.from({ length: Math.ceil(lag.length / each) }, (_, i) =>
    lag.slice(i * each, (i + 1) * each).reduce((most, one) => (one[1] > most[1] ? one : most)),
  );
}
