/** Cells of a campaign for tests: of each run only what a campaign counts. */
import type { CampaignCellData } from "../../rundir/campaign.js";
import type { Expectations } from "../../rundir/result.js";
import { result, runData } from "./runs.js";

/** Of a campaign that repeats. `losses`: the lost messages of each run; null: not known. `expect`: of each run. */
export function cellOf(
  losses: readonly (number | null)[],
  { expect, ...changes }: Partial<CampaignCellData> & { readonly expect?: Expectations } = {},
): CampaignCellData {
  const cell = {
    ...{ id: "1", scenario: "orders", settings: { "producers.acks": 1 }, missing: 0 },
    isRepeated: true,
    ...changes,
  };
  const name = [cell.scenario, ...Object.values(cell.settings)].join("-");
  return {
    runs: losses.map((lost, i) => ({
      ...runData(
        result({
          ...{ run: `${name}-${i}`, scenario: cell.scenario, counts: { lost }, noWrites: null },
          ...(expect !== undefined && { expect }),
        }),
      ),
      directory: `campaign/${name}-${i}`,
      round: i + 1,
    })),
    ...cell,
  };
}

/** Of 20 runs each: cells whose probability of a loss is met, not met and undecided. */
export const oddsCells: readonly CampaignCellData[] = (
  [
    ["1", 18],
    ["0", 2],
    ["all", 13],
  ] as const
).map(([acks, losing]) =>
  cellOf(
    Array.from({ length: 20 }, (_, i) => (i < losing ? 7 : 0)),
    { settings: { "producers.acks": acks }, expect: { loss: { probability: { above: 0.5 } } } },
  ),
);
