import { expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { complaintsOf } from "../yaml/complaints.test-support.js";
import { loadScenario } from "./load.js";

const LARGE = {
  cluster: "brokers: 1, config: { message.max.bytes: 103809024, replica.fetch.max.bytes: 103809024 }",
  topic: "replicas: 1, config: { max.message.bytes: 103809024 }",
  producers: "count: 20, rate: 5, size: 5MB, config: { message.max.bytes: 20000000 }",
};

function complaints(changes: Partial<typeof LARGE>): string[] {
  const { cluster, topic, producers } = { ...LARGE, ...changes };
  const text = `name: large\ncluster: { ${cluster} }\ntopic: { ${topic} }\nproducers: { ${producers} }\nexpect: { loss: none }\n`;
  return complaintsOf(() => loadScenario(text, { path: "large.yaml", faults, randomSeed: 1 }));
}

it.each<[string, Partial<typeof LARGE>]>([
  ["5 MB, when every limit allows it", {}],
  [
    "the largest that fits without a word",
    { producers: "count: 1, size: 999872B", topic: "replicas: 1", cluster: "brokers: 1" },
  ],
  [
    "small messages under a small limit",
    { producers: "count: 1, size: 600B, config: { message.max.bytes: 1000 }", cluster: "brokers: 1" },
  ],
  ["what the broker's own limit allows", { topic: "replicas: 1" }],
  [
    "what a compressed batch may be",
    {
      topic: "replicas: 1",
      cluster: "brokers: 1",
      producers: "count: 1, size: 5MB, config: { message.max.bytes: 20000000, compression.type: lz4 }",
    },
  ],
])("takes %s", (_, changes) => {
  expect(complaints(changes)).toEqual([]);
});

it.each<[string, Partial<typeof LARGE>, string]>([
  [
    "the producer's",
    { producers: "count: 20, size: 5MB" },
    "4:31 messages of 5,000,000 bytes are larger than they may be; set producers.config.message.max.bytes (which is 1,000,000) to 5,000,128 or more",
  ],
  [
    "the topic's, which goes before the brokers'",
    { topic: "replicas: 1, config: { max.message.bytes: 4000000 }" },
    "4:40 messages of 5,000,000 bytes are larger than they may be; set topic.config.max.message.bytes (which is 4,000,000) to 5,000,128 or more",
  ],
  [
    "all of them",
    { cluster: "brokers: 1", topic: "replicas: 1", producers: "count: 20, size: 999873B" },
    "4:31 messages of 999,873 bytes are larger than they may be; set producers.config.message.max.bytes (which is 1,000,000) to 1,000,001 or more",
  ],
  [
    "the producer's queue, which counts KiB",
    {
      producers:
        "count: 20, size: 5MB, config: { message.max.bytes: 20000000, queue.buffering.max.kbytes: 4000 }",
    },
    "4:31 messages of 5,000,000 bytes are larger than they may be; set producers.config.queue.buffering.max.kbytes (which is 4,000) to 4,883 or more",
  ],
  [
    "the brokers' for a request",
    { cluster: "brokers: 1, config: { socket.request.max.bytes: 1000000 }" },
    "4:40 messages of 5,000,000 bytes are larger than they may be; set cluster.config.socket.request.max.bytes (which is 1,000,000) to 5,000,512 or more",
  ],
  [
    "the segment's",
    { topic: "replicas: 1, config: { max.message.bytes: 103809024, segment.bytes: 1048576 }" },
    "4:40 messages of 5,000,000 bytes are larger than they may be; set topic.config.segment.bytes (which is 1,048,576) to 5,000,128 or more",
  ],
  [
    "a broker's heap",
    { producers: "count: 20, instances: 50, size: 5MB, config: { message.max.bytes: 20000000 }" },
    "4:46 50 producers with messages of 5,000,000 bytes need more than the 209,715,200 bytes that a broker's heap has room for at once",
  ],
  [
    "what there is for any scenario",
    { producers: "count: 20, size: 105MB, config: { message.max.bytes: 200000000 }" },
    "4:31 size must be from 24 to 104,857,088 bytes, not 105MB",
  ],
])("names the limit that is missing: %s", (_, changes, message) => {
  expect(complaints(changes)).toEqual([message]);
});
