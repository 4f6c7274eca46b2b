/** The commands of `chaos`. */
import { addCommands, type CommandLine } from "./commands/commands.js";
import { runProgram } from "./program.js";

/** In the order of the help. */
export const COMMANDS: readonly CommandLine[] = [
  {
    name: "demo",
    summary: "show in a minute how acks=1 loses messages",
    load: async () => (await import("./commands/demo.js")).defineDemo,
  },
  {
    name: "init",
    arguments: "[file]",
    summary: "write a scenario to start from",
    load: async () => (await import("./commands/init.js")).defineInit,
  },
  {
    name: "run",
    arguments: "[scenario...]",
    summary: "run scenarios and report every lost message",
    load: async () => (await import("./commands/run.js")).defineRun,
  },
  {
    name: "report",
    arguments: "[run...]",
    summary: "show past runs",
    load: async () => (await import("./commands/report.js")).defineReport,
  },
  {
    name: "check",
    arguments: "<run...>",
    summary: "judge past runs again from their directories",
    example: "chaos check runs/20261128T090000Z-acks1-leader-partition",
    load: async () => (await import("./commands/check.js")).defineCheck,
  },
  {
    name: "inspect",
    arguments: "<run>",
    summary: "trace one message of a past run",
    example: "chaos inspect runs/20261128T090000Z-acks1-leader-partition --message 0:41234",
    load: async () => (await import("./commands/inspect.js")).defineInspect,
  },
  {
    name: "diagnose",
    arguments: "[run]",
    summary: "find out why clients see NotLeaderOrFollowerException",
    load: async () => (await import("./commands/diagnose.js")).defineDiagnose,
  },
  {
    name: "validate",
    arguments: "<scenario...>",
    summary: "check scenarios without running them",
    example: "chaos validate scenarios/acks1-leader-partition.yaml",
    load: async () => (await import("./commands/validate.js")).defineValidate,
  },
  {
    name: "list",
    arguments: "[scenario...]",
    summary: "list scenarios and faults",
    load: async () => (await import("./commands/list.js")).defineList,
  },
  {
    name: "schema",
    arguments: "[of]",
    summary: "print the JSON Schema of scenarios or results",
    load: async () => (await import("./commands/schema.js")).defineSchema,
  },
  {
    name: "cluster",
    summary: "start a cluster and break it by hand",
    load: async () => (await import("./commands/cluster.js")).defineCluster,
  },
  {
    name: "proxy",
    summary: "break the protocol between clients and their cluster",
    load: async () => (await import("./commands/proxy.js")).defineProxy,
  },
  {
    name: "doctor",
    summary: "list everything that is missing on this machine",
    load: async () => (await import("./commands/doctor.js")).defineDoctor,
  },
  {
    name: "completion",
    arguments: "<shell>",
    summary: "print a script that completes commands in a shell",
    example: "chaos completion bash",
    load: async () => (await import("./commands/completion.js")).completionOf(() => COMMANDS),
  },
  {
    name: "clean",
    summary: "remove the remains of dead runs",
    load: async () => (await import("./commands/clean.js")).defineClean,
  },
];

export function main(argv: readonly string[]): Promise<void> {
  return runProgram(argv, (program, edge, exit, words) => addCommands(program, COMMANDS, words, edge, exit));
}
