import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, it, vi } from "vitest";
import { ScenarioError } from "../scenario/diagnostics.js";
import { rdkafka } from "../workload/rdkafka.js";
import { loadNamed } from "./scenarios.js";

vi.mock("../workload/rdkafka.js", () => ({ rdkafka: { Producer: vi.fn() }, RdkafkaError: { codes: {} } }));

async function load(config: string, set: readonly string[] = []): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), "chaos-named-"));
  try {
    const path = join(folder, "mine.yaml");
    await writeFile(
      path,
      `name: mine\nproducers: { count: 9, config: { ${config} } }\nexpect: { loss: any }\n`,
    );
    return await loadNamed(
      [path],
      { set },
      { stdin: Readable.from([]), signal: new AbortController().signal },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

it("what librdkafka would run, open or imitate is refused before librdkafka sees anything of a scenario", async () => {
  const properties = [
    ...[
      "plugin.library.paths: /tmp/evil.so",
      "test.mock.num.brokers: 3",
      "ssl.engine.location: /tmp/evil.so",
    ],
    ...[
      "sasl.kerberos.kinit.cmd: touch /tmp/evil",
      "security.protocol: ssl",
      "linger.parsecs: 12",
      "linger.ms: 6s",
    ],
  ];
  for (const property of properties) await expect(load(property), property).rejects.toThrow(ScenarioError);
  await expect(load("", ["producers.config.plugin.library.paths=/tmp/evil.so"])).rejects.toThrow(
    ScenarioError,
  );
  expect(rdkafka.Producer).not.toHaveBeenCalled();

  await load("linger.ms: 6");
  expect(rdkafka.Producer).toHaveBeenCalledOnce();
});
