/** `chaos cluster`: a cluster to break by hand, one command at a time, as the published experiments did. */
import type { DefineCommand } from "./command.js";
import { addCommands, type CommandLine } from "./commands.js";

/** In the order of the help. */
export const CLUSTER_COMMANDS: readonly CommandLine[] = [
  {
    name: "up",
    arguments: "[file]",
    summary: "start a cluster that stays",
    load: async () => (await import("./cluster/up.js")).defineUp,
  },
  {
    name: "status",
    summary: "leader, ISR and high watermark, as each broker sees them",
    load: async () => (await import("./cluster/status.js")).defineStatus,
  },
  {
    name: "fault",
    arguments: "<fault> [what...]",
    summary: "break something",
    example: "chaos cluster fault partition isolate=leader",
    load: async () => (await import("./cluster/fault.js")).defineFault,
  },
  {
    name: "heal",
    summary: "undo every fault",
    load: async () => (await import("./cluster/heal.js")).defineHeal,
  },
  {
    name: "reset",
    summary: "undo every fault and empty the topic",
    load: async () => (await import("./cluster/reset.js")).defineReset,
  },
  {
    name: "down",
    summary: "end the cluster",
    load: async () => (await import("./cluster/down.js")).defineDown,
  },
];

const HELP = `
Examples:
  chaos cluster up
  chaos cluster fault partition isolate=leader
  chaos cluster status
  chaos cluster heal
  chaos cluster down

The commands also work on a cluster that \`chaos run --keep\` left. They use the newest one. --run names another.
Exit codes: 0 done, 2 wrong usage, 3 the cluster or this machine could not do it, 130 interrupted.
`;

export const defineCluster: DefineCommand = async (command, edge, exit, words) => {
  command
    .helpCommand(false)
    .description(
      "Starts a cluster that stays, and looks at it, breaks it and heals it, one command at a time.",
    )
    .addHelpText("after", HELP);
  await addCommands(command, CLUSTER_COMMANDS, words, edge, exit);
};
