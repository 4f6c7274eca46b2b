/** `chaos schema`: JSON Schema of scenarios and campaigns, so that editors complete and check them, and of what chaos writes. */
import { Argument } from "commander";
import { z } from "zod";
import { campaignJsonSchema } from "../campaign/file.js";
import { faults } from "../faults/index.js";
import { campaignReportSchema } from "../report/campaign-json.js";
import { historyReportSchema } from "../report/history-json.js";
import { resultJsonSchema } from "../rundir/result-file/result-file.js";
import { timelineLineSchema } from "../rundir/timeline.js";
import { scenarioJsonSchema } from "../scenario/json-schema.js";
import { type DefineCommand, EXIT } from "./command.js";

const SCHEMAS = {
  scenario: () => scenarioJsonSchema(faults),
  result: resultJsonSchema,
  timeline: () => z.toJSONSchema(timelineLineSchema),
  campaign: campaignJsonSchema,
  "campaign-report": campaignReportSchema,
  "history-report": historyReportSchema,
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
