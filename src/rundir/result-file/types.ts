/** Types of values that several versions of `result.json` have. */
import { z } from "zod";

export const count = z.number().int().nonnegative();
export const iso = z.iso.datetime();
export const amount = z.enum(["none", "some", "any"]);
export const continuity = z.enum(["kept", "broken", "any"]);
