/** How the page writes times. Counts and durations are those of the other reports. */
import { clock, since } from "../../text.js";
import type { Fate } from "../payload.js";

export { clock, count, countOf, duration, span, stopwatch } from "../../text.js";

/** `+5.6 s` or `−2.0 s`, from what the axis counts from. */
export function offset(ms: number): string {
  return ms < -50 ? `−${since(-ms).slice(1)}` : since(Math.max(0, ms));
}

/** `04:45:57.048` */
export function timeOfDay(ms: number): string {
  return clock(new Date(ms).toISOString());
}

/** Ticks of an axis in seconds: `0`, `+5 s`, `+0.25 s`. */
export function tick(seconds: number): string {
  if (Math.abs(seconds) < 1e-9) return "0";
  const text = Number(Math.abs(seconds).toFixed(3)).toLocaleString("en-US");
  return `${seconds < 0 ? "−" : "+"}${text} s`;
}

/** What the map calls a message's fate, and what it means. */
export const FATE_WORDS: Readonly<Record<Fate, readonly [name: string, meaning: string]>> = {
  unsent: ["not sent", "the producer never sent it"],
  kept: ["kept", "acknowledged, and in the log"],
  unsettled: ["no report", "sent, and no delivery report came"],
  failed: ["failed", "the producer saw an error, and it is not in the log"],
  unexpected: ["failed but kept", "the producer saw an error or did not send it, and it is in the log"],
  damaged: ["damaged", "all that the log has of it is damaged"],
  duplicated: ["more than once", "the log has more than one copy"],
  unknown: ["not known", "acknowledged, and whether the log has it is not known"],
  missing: ["not in the log", "acknowledged, and not in the log. The run could not tell whether it is lost"],
  lost: ["lost", "acknowledged, and not in the log"],
};
