/** `chaos` and its commands. */
import { addClean } from "./commands/clean.js";
import { addCluster } from "./commands/cluster.js";
import { addDoctor } from "./commands/doctor.js";
import { addList } from "./commands/list.js";
import { addProxy } from "./commands/proxy.js";
import { addReport } from "./commands/report.js";
import { addRun } from "./commands/run.js";
import { addSchema } from "./commands/schema.js";
import { addValidate } from "./commands/validate.js";
import { runProgram } from "./program.js";

export function main(argv: readonly string[]): Promise<void> {
  const commands = [
    addRun,
    addReport,
    addValidate,
    addList,
    addSchema,
    addCluster,
    addProxy,
    addDoctor,
    addClean,
  ];
  return runProgram(argv, commands);
}
