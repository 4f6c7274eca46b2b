/** An observer of one topic for some time, alone in its process. Resolves to how much of one core it took. */
import { setTimeout as sleep } from "node:timers/promises";
import { Observer } from "../../dist/observer/observer.js";
import { TopicPartitions } from "../../dist/topic-partitions.js";

export default async function observe({ nodes, topic, forMs }) {
  const topics = new TopicPartitions([{ name: topic, partitions: 1 }]);
  let changes = 0;
  const observer = new Observer({ nodes, topics, onChange: () => changes++ });
  try {
    await observer.asked();
    const startedMs = performance.now();
    const before = process.cpuUsage();
    await sleep(forMs);
    const { user, system } = process.cpuUsage(before);
    if (changes === 0) throw new Error("the observer saw nothing");
    return { percent: (user + system) / 10 / (performance.now() - startedMs) };
  } finally {
    await observer[Symbol.asyncDispose]();
  }
}
