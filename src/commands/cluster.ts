/** `chaos cluster`: a cluster to break by hand, one command at a time, as the published experiments did. */
import { addDown } from "./cluster/down.js";
import { addFault } from "./cluster/fault.js";
import { addHeal } from "./cluster/heal.js";
import { addReset } from "./cluster/reset.js";
import { addStatus } from "./cluster/status.js";
import { addUp } from "./cluster/up.js";
import type { AddCommand } from "./command.js";

const HELP = `
Examples:
  chaos cluster up
  chaos cluster fault partition isolate=leader
  chaos cluster status
  chaos cluster heal
  chaos cluster down

A cluster that \`chaos run --keep\` left is worked on in the same way. The latest is meant, unless --run names another.
Exit codes: 0 done, 2 wrong usage, 3 the cluster or this machine could not do it, 130 interrupted.
`;

export const addCluster: AddCommand = (program, edge, exit) => {
  const cluster = program
    .command("cluster")
    .helpCommand(false)
    .summary("start a cluster and break it by hand")
    .description(
      "Starts a cluster that stays, and looks at it, breaks it and heals it, one command at a time.",
    )
    .addHelpText("after", HELP);
  for (const add of [addUp, addStatus, addFault, addHeal, addReset, addDown]) add(cluster, edge, exit);
};
