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
function validate(config: string, ...args: readonly string[]): Promise<string> {
  return validateFile(
    `name: mine\nproducers: { count: 9, config: { ${config} } }\nexpect: { loss: any }\n`,
    ...args,
  );
}

async function validateFile(text: string, ...args: readonly string[]): Promise<string> {
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
    await writeFile(path, text);
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

it("a campaign is valid with all of its combinations, or names the one that is not", async () => {
  const scenario = join(import.meta.dirname, "../../scenarios/acks1-leader-partition.yaml");
  const campaign = (more: string) => `scenarios: [${scenario}]\n${more}\n`;
  expect(await validateFile(campaign("vary: { producers.acks: [1, all] }\nrepeat: 20"))).toMatch(
    /mine\.yaml: valid, a campaign of 2 combinations and 40 runs\n$/,
  );
  expect(await validateFile(campaign("until: loss.p ± 0.05"))).toContain("as many runs as it takes\n");
  await expect(validateFile(campaign("vary: { producers.acks: [1, 2] }"))).rejects.toThrow(
    "producers.acks=2",
  );
  await expect(validateFile(campaign("repeats: 20"))).rejects.toThrow("repeat");
  expect(await validateFile(campaign("repeat: 2"), "--set", "producers.acks=all")).toContain("2 runs");
});
