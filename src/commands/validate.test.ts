import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, it, vi } from "vitest";
import { rdkafka } from "../workload/rdkafka.js";
import { InputError } from "../yaml/diagnostics.js";
import type { Edge } from "./command.js";
import { defineValidate } from "./validate.js";

vi.mock("../workload/rdkafka.js", () => ({ rdkafka: { Producer: vi.fn() }, RdkafkaError: { codes: {} } }));

/** What is printed of a scenario with these properties of its producers. */
async function validate(config: string, ...args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chaos-validate-"));
  const printed: string[] = [];
  const stdout = { write: (text: string) => printed.push(text) };
  const command = new Command("validate").exitOverride();
  defineValidate(
    command,
    { stdout } as unknown as Edge,
    async (result) => {
      await result;
    },
    [],
  );
  try {
    const path = join(folder, "mine.yaml");
    await writeFile(
      path,
      `name: mine\nproducers: { count: 9, config: { ${config} } }\nexpect: { loss: any }\n`,
    );
    await command.parseAsync([path, ...args], { from: "user" });
    return printed.join("");
  } finally {
    await rm(folder, { recursive: true });
  }
}

it("what librdkafka would run, open or imitate is refused before librdkafka sees anything of a scenario", async () => {
  const properties = [
    "plugin.library.paths: /tmp/evil.so",
    "test.mock.num.brokers: 3",
    "ssl.engine.location: /tmp/evil.so",
    "sasl.kerberos.kinit.cmd: touch /tmp/evil",
    "security.protocol: ssl",
    "linger.parsecs: 12",
    "linger.ms: 6s",
  ];
  for (const property of properties) await expect(validate(property), property).rejects.toThrow(InputError);
  await expect(validate("", "--set", "producers.config.plugin.library.paths=/tmp/evil.so")).rejects.toThrow(
    InputError,
  );
  expect(rdkafka.Producer).not.toHaveBeenCalled();

  expect(await validate("linger.ms: 6")).toMatch(/mine\.yaml: valid\n$/);
  expect(rdkafka.Producer).toHaveBeenCalledOnce();
});
