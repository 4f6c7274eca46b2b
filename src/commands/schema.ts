/** `chaos schema`: JSON Schema of scenario files, so that editors complete and check them, and of results. */
import { Argument } from "commander";
import { z } from "zod";
import { faults } from "../faults/index.js";
import { resultJsonSchema } from "../rundir/result-file/result-file.js";
import { timelineLineSchema } from "../rundir/timeline.js";
import { scenarioJsonSchema } from "../scenario/json-schema.js";
import { type DefineCommand, EXIT } from "./command.js";

const SCHEMAS = {
  scenario: () => scenarioJsonSchema(faults),
  result: resultJsonSchema,
  timeline: () => z.toJSONSchema(timelineLineSchema),
};
type Described = keyof typeof SCHEMAS;

export const defineSchema: DefineCommand = (command, edge, exit) => {
  command
    .addArgument(new Argument("[of]", "what to describe").choices(Object.keys(SCHEMAS)).default("scenario"))
    .action((of: Described) => {
      edge.stdout.write(`${JSON.stringify(SCHEMAS[of](), null, 2)}\n`);
      return exit(Promise.resolve(EXIT.asExpected));
    });
};
