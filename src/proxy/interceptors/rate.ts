/** A share of requests (or of what else is said), in percent. Each is drawn on its own, from the rule's seed. */

import { z } from "zod";

export const percentage = z.number().min(0).max(100);

export function isDrawn(percent: number, random: () => number): boolean {
  return percent >= 100 || (percent > 0 && random() * 100 < percent);
}
