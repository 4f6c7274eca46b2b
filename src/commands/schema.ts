/** `chaos schema`: JSON Schema of scenario files, so that editors complete and check them, and of results. */
import { Argument } from "commander";
import { z } from "zod";
import { faults } from "../faults/index.js";
import { resultSchema } from "../rundir/result.js";
import { scenarioJsonSchema } from "../scenario/json-schema.js";
import { type DefineCommand, EXIT } from "./command.js";

export const defineSchema: DefineCommand = (command, edge, exit) => {
  command
    .addArgument(new Argument("[of]", "what to describe").choices(["scenario", "result"]).default("scenario"))
    .action((of: "scenario" | "result") => {
      const schema = of === "scenario" ? scenarioJsonSchema(faults) : z.toJSONSchema(resultSchema);
      edge.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
      return exit(Promise.resolve(EXIT.asExpected));
    });
};
