/**
 * A cluster on 127.0.0.1 that says the same at every look: its topics, and that one partition of ten has a replica that is not in
 * sync. The answers are encoded once, so that the work is the client's. Lives until its parent lets go.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { FrameAssembler, framesIn } from "../../dist/protocol/frames.js";
import { apiByKey, apiOf, encodeResponse } from "../../dist/protocol/index.js";

const FRAME_BYTES_MAX = 1024 * 1024;
const APIS = [
  "ApiVersions",
  "Metadata",
  "DescribeCluster",
  "DescribeQuorum",
  "DescribeConfigs",
  "ListPartitionReassignments",
];

export default async function serve({ brokers, topics, partitions }) {
  const ids = Array.from({ length: brokers }, (_, i) => i + 1);
  const servers = await Promise.all(ids.map(() => listen()));
  const endpoints = servers.map((server, i) => ({
    id: ids[i],
    host: "127.0.0.1",
    port: server.address().port,
  }));
  const bodies = bodiesOf(endpoints, topicsOf(ids, topics, partitions));
  const frames = new Map();
  for (const server of servers) server.on("connection", (socket) => answer(socket, bodies, frames));
  process.send({ bootstrap: endpoints.map(({ host, port }) => `${host}:${port}`).join(",") });
  await new Promise((resolve) => process.once("message", resolve));
}

async function listen() {
  const server = createServer({ noDelay: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function answer(socket, bodies, frames) {
  const requests = new FrameAssembler(FRAME_BYTES_MAX);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    for (const request of framesIn(chunk, requests)) {
      const [api, version] = [apiByKey(request.readInt16BE(0)), request.readInt16BE(2)];
      const key = `${api} ${version}`;
      const frame = frames.get(key) ?? encodeResponse(api, version, { correlationId: 0 }, bodies[api]);
      frames.set(key, frame);
      const head = Buffer.alloc(8);
      head.writeInt32BE(frame.length, 0);
      request.copy(head, 4, 4, 8);
      socket.write(head);
      socket.write(frame.subarray(4));
    }
  });
}

function bodiesOf(endpoints, topics) {
  const nowMs = BigInt(Date.now());
  const replica = ({ id }) => ({
    ...{ replicaId: id, logEndOffset: 500n, lastFetchTimestamp: nowMs, lastCaughtUpTimestamp: nowMs },
  });
  const [leader] = endpoints;
  const quorum = { partitionIndex: 0, leaderId: leader.id, leaderEpoch: 1, highWatermark: 500n };
  return {
    ApiVersions: {
      apiKeys: APIS.map(apiOf).map(({ key, versions: [minVersion, maxVersion] }) => ({
        ...{ apiKey: key, minVersion, maxVersion },
      })),
    },
    Metadata: {
      brokers: endpoints.map(({ id, host, port }) => ({ nodeId: id, host, port })),
      controllerId: leader.id,
      topics,
    },
    DescribeCluster: {
      endpointType: 1,
      brokers: endpoints.map(({ id, host, port }) => ({ brokerId: id, host, port })),
    },
    DescribeQuorum: {
      topics: [
        {
          topicName: "__cluster_metadata",
          partitions: [{ ...quorum, currentVoters: endpoints.map(replica), observers: [] }],
        },
      ],
    },
    DescribeConfigs: {
      results: topics.map(({ name }) => ({
        ...{ errorCode: 0, errorMessage: null, resourceType: 2, resourceName: name },
        configs: [{ name: "min.insync.replicas", value: "2" }],
      })),
    },
    ListPartitionReassignments: { topics: [] },
  };
}

function topicsOf(ids, topics, partitions) {
  return Array.from({ length: topics }, (_, topic) => ({
    name: `topic-${topic}`,
    partitions: Array.from({ length: partitions }, (_, partition) => {
      const replicas = [0, 1, 2].map((i) => ids[(topic + partition + i) % ids.length]);
      return {
        ...{ partitionIndex: partition, leaderId: replicas[0], leaderEpoch: 3, replicaNodes: replicas },
        isrNodes: partition % 10 === 0 ? replicas.slice(0, 2) : replicas,
      };
    }),
  }));
}
