/** A share of requests, or of other things, in percent. Each is drawn alone, from the seed of the rule. */

import { z } from "zod";

export const percentage = z.number().min(0).max(100);

export function isDrawn(percent: number, random: () => number): boolean {
  return percent >= 100 || (percent > 0 && random() * 100 < percent);
}
