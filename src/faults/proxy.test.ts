/** What a scenario may say about the proxy, and where it is told that it may not. */
import { describe, expect, it } from "vitest";
import type { Cluster, Interception } from "../engine/engine.js";
import { interceptors } from "../proxy/interceptors/index.js";
import { loadScenario } from "../scenario/load.js";
import { InputError } from "../yaml/diagnostics.js";
import { faults } from "./index.js";
import { proxy } from "./proxy.js";
import { surroundings } from "./testing/planned-scene.js";

function load(proxyYaml: string) {
  const text = [
    "name: mine",
    "producers: { count: 10, schema: avro }",
    "expect: { loss: none }",
    "faults:",
    "  - at: 5 messages",
    `    proxy: ${proxyYaml}`,
  ].join("\n");
  return loadScenario(text, { path: "mine.yaml", faults, randomSeed: 1 }).scenario;
}

/** `line:column: message` of each complaint. */
function complaints(proxyYaml: string): string[] {
  try {
    load(proxyYaml);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.split("\n").filter((line) => line.startsWith("mine.yaml:"));
  }
}

const optionsOf = (proxyYaml: string) => load(proxyYaml).faults[0]!.options;

describe("the fault proxy", () => {
  it("takes every interceptor with its own example, but for what works on consumers alone", () => {
    const refused = interceptors.flatMap(({ forms }) =>
      forms.flatMap(({ id, example }) => {
        const found = complaints(JSON.stringify({ interceptor: id, config: example }));
        // The examples have topics of their own.
        return found.every((complaint) => complaint.endsWith("means other topics than test1")) ? [] : [id];
      }),
    );
    expect(refused).toEqual(["FetchSimulateMessageCorruptionPlugin", "SimulateInvalidSchemaIdPlugin"]);
  });

  it("keeps the config as it is written, for the proxy to read", () => {
    const options = optionsOf("{ interceptor: leader-election, config: { duration: 2, timeUnit: SECONDS } }");
    expect(options).toEqual({ interceptor: "leader-election", config: { duration: 2, timeUnit: "SECONDS" } });
    expect(optionsOf("{ interceptor: leader-election }")).toMatchObject({ config: {} });
  });

  it.each<[string, string[]]>([
    [
      "{ interceptor: leader-elction }",
      [
        "6:27: interceptor must be one of the proxy's, such as leader-election, not leader-elction; did you mean leader-election?",
      ],
    ],
    [
      "{ interceptor: leader-election, config: { rateInPercnt: 50 } }",
      ["6:54: rateInPercnt: leader-election has no such key; did you mean rateInPercent?"],
    ],
    [
      "{ interceptor: slow-broker, config: { rateInPercent: 5, minLatencyToAddInMilliseconds: 1, maxLatencyToAddInMilliseconds: 2 } }",
      [
        expect.stringMatching(
          /^6:50: rateInPercent: slow-broker has no such key; its keys are brokerIds, /,
        ) as unknown as string,
      ],
    ],
    [
      "{ interceptor: leader-election, config: { errors: [OUT_OF_ORDER] } }",
      [
        '6:63: errors[0]: "OUT_OF_ORDER" is not an error of a leader election; valid are LEADER_NOT_AVAILABLE, NOT_LEADER_OR_FOLLOWER, BROKER_NOT_AVAILABLE',
      ],
    ],
    [
      "{ interceptor: SimulateLatencyPlugin, config: { latencyMs: 5 } }",
      ["6:50: appliedPercentage is missing in config: the share of requests, and of responses, that wait"],
    ],
    [
      "{ interceptor: DuplicateMessagesPlugin, config: { target: CONSUME } }",
      [
        "6:52: config must have an effect on Produce: only producers go through the proxy, and this works on Fetch alone; write target: PRODUCE",
      ],
    ],
    ["leader-election", ["6:12: proxy must be a mapping, not leader-election; it takes interceptor, config"]],
  ])("refuses %s", (yaml, expected) => {
    expect(complaints(yaml).map((line) => line.replace("mine.yaml:", ""))).toEqual(expected);
  });

  it("needs a proxy, arms the interceptor with the API of its generation, and disarms it", async () => {
    expect(proxy.needs).toEqual(["proxy"]);
    const asked: (Interception | "undone")[] = [];
    const cluster = {
      intercept: async (interception) => {
        asked.push(interception);
        return async () => void asked.push("undone");
      },
    } satisfies Partial<Cluster> as Partial<Cluster> as Cluster;
    for (const id of ["leader-election", "SimulateLeaderElectionsErrorsPlugin"]) {
      const options = optionsOf(`{ interceptor: ${id}, config: { rateInPercent: 50 } }`);
      const { detail, targets, heal } = await proxy.inject(
        cluster,
        options,
        { resolve: async () => [] },
        surroundings(),
      );
      expect({ detail, targets }).toEqual({ detail: id, targets: [] });
      await heal();
    }
    const config = { rateInPercent: 50 };
    expect(asked).toEqual([
      { interceptor: "leader-election", generation: 1, config },
      "undone",
      {
        interceptor: "io.conduktor.gateway.interceptor.chaos.SimulateLeaderElectionsErrorsPlugin",
        generation: 2,
        config,
      },
      "undone",
    ]);
  });
});
