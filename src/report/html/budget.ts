/** How much of a run a page holds: all that a person can look at, and less of each run where a page has many. */

export interface Budget {
  /** Steps of the time axis. */
  readonly steps: number;
  /** Runs of cells with the same fates, and of other things that change from message to message. */
  readonly spans: number;
  /** Messages of which every one has its own times. */
  readonly exactMessages: number;
  /** Samples of the time of sending, where not every message has its own. */
  readonly samples: number;
  readonly logLines: number;
  readonly events: number;
  readonly changes: number;
  readonly ranges: number;
}

export function budgetFor(runs: number): Budget {
  if (runs <= 1) {
    return {
      ...{ steps: 1_200, spans: 300_000, exactMessages: 250_000, samples: 20_000 },
      ...{ logLines: 5_000, events: 1_500, changes: 20_000, ranges: 1_000 },
    };
  }
  const share = (most: number, least: number) => Math.max(least, Math.floor((most * 10) / runs));
  return {
    steps: Math.min(600, share(600, 240)),
    spans: Math.min(50_000, share(50_000, 2_000)),
    exactMessages: 0,
    samples: Math.min(4_000, share(2_000, 400)),
    logLines: Math.min(600, share(400, 40)),
    events: Math.min(300, share(300, 60)),
    changes: Math.min(2_000, share(2_000, 300)),
    ranges: 50,
  };
}
