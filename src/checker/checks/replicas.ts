/**
 * `replicas`: replicas of a partition whose log is not that of its leader, after catching up. The reader compares them
 * (reader/replicas.ts). Retention and compaction work on each broker by itself: under them nothing is known.
 */
import { brokenAmount, DEAF, type ObservingCheck } from "../check-kind.js";

const unknown = (because: string) => ({ count: null, because, examples: [] });

export const replicas: ObservingCheck<"replicas"> = {
  name: "replicas",
  needs: "log",
  observe: () => ({
    ...DEAF,
    found({ replicas: compared, topicConfigs }) {
      const mayBeCompacted = topicConfigs.some((config) => config?.["cleanup.policy"]?.includes("compact"));
      if (topicConfigs.includes(null)) {
        const which = topicConfigs.length === 1 ? "the topic" : "each topic";
        return unknown(`no broker told the properties of ${which}`);
      }
      if (mayBeCompacted) return unknown("compaction works on each broker by itself");
      if (compared === undefined) return unknown("they were not compared");
      if (compared.unknown !== null && compared.differences.length === 0) return unknown(compared.unknown);
      const examples = compared.differences.map(({ partition, replica, leader, offset }) => ({
        ...{ kind: "replicas" as const, partition, firstOffset: offset, lastOffset: offset, messages: 1 },
        detail: `from here on the logs of ${replica} and ${leader} differ`,
      }));
      return { count: compared.differences.length, examples };
    },
  }),
  broken: ({ counts }, expected) =>
    brokenAmount("replicas", counts.replicas, expected, {
      some: (found) =>
        `the replicas were expected to hold the same log, but ${found === 1 ? "one does" : `${found} do`} not`,
      none: "replicas were expected to differ, but all hold the same log",
    }),
};
