/**
 * A figure: what was measured, what came out, and what was wanted of it.
 *
 * @typedef {object} Figure
 * @property {string} what
 * @property {string} reached
 * @property {string | null} wanted  null: for information
 * @property {boolean | null} holds
 * @property {string} [before]  what another checkout reached in the same run
 */

/** @returns {Figure} */
export function information(what, reached) {
  return { what, reached, wanted: null, holds: null };
}

/** `value` as `show` writes it, which has to be at most `limit`. @returns {Figure} */
export function atMost(what, value, limit, show) {
  return { what, reached: show(value), wanted: `≤ ${show(limit)}`, holds: value <= limit };
}

/** @returns {Figure} */
export function atLeast(what, value, limit, show) {
  return { what, reached: show(value), wanted: `≥ ${show(limit)}`, holds: value >= limit };
}

export const times = (ratio) => `${ratio.toFixed(2)} ×`;
export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
export const perSecond = (n) => `${Math.round(n).toLocaleString("en")} messages/s`;
export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
