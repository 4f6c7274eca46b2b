/**
 * `loss`: links that lose some of their packets, by chance, as a bad cable does. TCP sends them again, and is the slower the
 * more it has to. Only an engine that sees packets can do this: the local engine forwards streams of TCP.
 *
 *     loss: { node: leader, share: 5% }
 */
import { z } from "zod";
import { PERCENT_PATTERN, readPercent, suggestPercent } from "../scenario/quantities.js";
import { must } from "../scenario/schema/values.js";
import { defineFault } from "./fault.js";
import { find, whereAnd } from "./where.js";

export const loss = defineFault({
  name: "loss",
  summary: "Lose a share of the packets on links. TCP sends them again. Only on docker",
  needs: ["loss"],
  schema: (words) => {
    const error = must("a percentage", { such: "such as 5% or 0.5%", hint: suggestPercent });
    return whereAnd(words, {
      share: z
        .string({ error })
        .regex(PERCENT_PATTERN, { error, abort: true })
        .refine((share) => readPercent(share) > 0 && readPercent(share) < 100, {
          error: "must be more than 0% and less than 100%\nthe fault partition lets nothing pass",
        })
        .describe("How many of the packets are lost, such as 5%"),
    });
  },
  async inject(cluster, { share, ...where }, targets) {
    const { links, targets: struck } = await find("loss", where, cluster, targets);
    return {
      targets: struck,
      detail: `${share} of the packets on each of ${links.length} links`,
      heal: await cluster.lose(links, { lossPercent: readPercent(share) }),
    };
  },
});
