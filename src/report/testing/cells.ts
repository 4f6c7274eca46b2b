/** Cells of a campaign for tests: of each run only what a campaign counts. */
import type { CampaignCellData } from "../../rundir/campaign.js";
import { result, runData } from "./runs.js";

/** `losses`: the lost messages of each run; null: not known. */
export function cellOf(
  losses: readonly (number | null)[],
  changes: Partial<CampaignCellData> = {},
): CampaignCellData {
  const cell = {
    ...{ id: "1", scenario: "orders", settings: { "producers.acks": 1 }, missing: 0 },
    ...changes,
  };
  const name = [cell.scenario, ...Object.values(cell.settings)].join("-");
  return {
    runs: losses.map((lost, i) => ({
      ...runData(result({ run: `${name}-${i}`, scenario: cell.scenario, counts: { lost }, noWrites: null })),
      directory: `campaign/${name}-${i}`,
    })),
    ...cell,
  };
}
