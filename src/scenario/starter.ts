/** The text of a scenario to start from, with comments, as `chaos init` writes it. */

/** Beside the scenario, for editors. */
export const SCHEMA_FILE = "scenario.schema.json";

interface StarterFault {
  readonly name: string;
  /** A question's choice, and the scenario's description. */
  readonly summary: string;
  /** Lines of the step after `- at: …`. */
  readonly step: readonly string[];
}

export const STARTER_FAULTS = [
  {
    name: "leader-cut-off",
    summary:
      "The leader is cut off from the other brokers and from the controllers, and producers still reach it.",
    step: [
      "partition: { isolate: leader }",
      "for: 15s # longer than the session, so that another broker leads meanwhile",
    ],
  },
  {
    name: "leader-kill",
    summary: "The leader is killed (SIGKILL), and starts again.",
    step: ["kill: leader", "for: 15s # then it starts again"],
  },
  {
    name: "leader-pause",
    summary: "The leader freezes for longer than its session, as in a long garbage collection.",
    step: ["pause: leader", "for: 15s # then it wakes up"],
  },
  {
    name: "rolling-restart",
    summary: "All brokers restart, one after the other.",
    step: ["rolling-restart: brokers"],
  },
] as const satisfies readonly StarterFault[];

export interface StarterChoices {
  /** Of the scenario, for the commands in its comments. */
  readonly path: string;
  readonly name: string;
  readonly fault: (typeof STARTER_FAULTS)[number]["name"];
  readonly topic: string;
  readonly brokers: number;
  /** Undefined: producer.properties decides, or chaos' own default. */
  readonly acks?: "0" | "1" | "all" | undefined;
  /** Paths relative to the scenario. */
  readonly serverProperties?: string | undefined;
  readonly producerProperties?: string | undefined;
}

export function starterScenario(choices: StarterChoices): string {
  const { path, name, topic, brokers, acks, serverProperties, producerProperties } = choices;
  const { summary, step } = STARTER_FAULTS.find((fault) => fault.name === choices.fault)!;
  const replicas = Math.min(3, brokers);
  const producers =
    producerProperties === undefined
      ? [
          `acks: ${acks ?? "all"}`,
          ...(acks === undefined || acks === "all"
            ? ["idempotence: true # as in Java since Kafka 3.0. It needs acks: all"]
            : []),
        ]
      : [
          ...(acks === undefined ? [] : [`acks: ${acks}`]),
          "# Settings of the scenario win over the file. chaos validate lists properties that are left out.",
          `configFile: ${quoted(producerProperties)}`,
        ];
  return `# yaml-language-server: $schema=./${SCHEMA_FILE}
#
# Check it, run it, and change a setting without changing the file:
#
#     chaos validate ${path}
#     chaos run ${path}
#     chaos run ${path} --set cluster.kafka=3.9.1

name: ${name}
description: ${summary}

cluster:
  brokers: ${brokers}
  controllers: 1 # KRaft. For ZooKeeper write zookeepers: 1 in its place
${
  serverProperties === undefined
    ? `  config: {} # properties of brokers, such as { unclean.leader.election.enable: true }`
    : `  # Properties that chaos sets itself, such as listeners, are left out. chaos validate lists them.
  configFile: ${quoted(serverProperties)}`
}

topic:
  name: ${quoted(topic)}
  partitions: 3
  replicas: ${replicas}
  config:
    min.insync.replicas: ${Math.max(1, replicas - 1)}

producers:
  count: 20000 # messages: at 1,000 a second, 20 seconds
  rate: 1000
  key: sequence # spreads the messages over the partitions
${producers.map((line) => `  ${line}`).join("\n")}

faults:
  - at: 5s
${step.map((line) => `    ${line}`).join("\n")}

# chaos run exits with 1 if the run breaks one of these promises.
expect:
  loss: none
  # The longest time without writes: the session of a broker (9s by default), and an election.
  # unavailable: "< 15s"
`;
}

/** Plain where YAML reads it as the same text. */
function quoted(text: string): string {
  return /^[A-Za-z./][\w./-]*$/.test(text) ? text : JSON.stringify(text);
}
