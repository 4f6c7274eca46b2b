import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type Docker from "dockerode";
import { expect, it } from "vitest";
import { Namespaces } from "./namespaces.js";

/** Sidecars that end when the test says so. */
function engineOf() {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const docker = {
    getContainer: (name: string) => {
      const stream = new PassThrough();
      return {
        attach: async () => stream,
        start: async () => void started.push(name),
        wait: async () => {
          await new Promise<void>((resolve) => ends.push(resolve));
          return { StatusCode: 0 };
        },
      };
    },
    modem: { demuxStream: () => {} },
  };
  return { docker: docker as unknown as Docker, started, ends };
}

it("one script at a time is written into a namespace, and each is asked for when its turn comes", async () => {
  const { docker, started, ends } = engineOf();
  const namespaces = new Namespaces(docker, "run");
  const asked: string[] = [];
  const write = (node: string, what: string) =>
    namespaces.write(node, () => {
      asked.push(what);
      return what;
    });
  const writes = [write("kafka1", "first"), write("kafka1", "second"), write("kafka2", "other")];
  while (ends.length < 2) await turn();
  expect(asked).toEqual(["first", "other"]);
  expect(started).toEqual(["run-network-kafka1", "run-network-kafka2"]);
  for (const end of ends.splice(0)) end();
  while (ends.length < 1) await turn();
  expect(asked).toEqual(["first", "other", "second"]);
  ends[0]!();
  await Promise.all(writes);
});
