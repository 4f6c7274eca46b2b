/** `--serve`: the page of the runs while they go on, as the commands that make runs use it. */
import type { RunHeader, RunView } from "../experiment/watch.js";
import type { LiveCampaign } from "../report/html/live.js";
import type { CountedCell } from "../report/model/campaign.js";
import type { ServeAddress } from "../report/serve/address.js";
import { serveLive } from "../report/serve/server.js";
import type { Result } from "../rundir/result.js";
import { type Edge, paintOf } from "./command.js";

export interface LivePage extends AsyncDisposable {
  tell(campaign: LiveCampaign): void;
  /** What the runs of each cell of a campaign say together until now. */
  tellCells(cells: readonly CountedCell[]): void;
  /** A run that begins. `name`: the scenario and what was varied. */
  run(name: string): LiveRunWatch;
  /** A run that is over, of an earlier command too. */
  end(directory: string, result: Result, name?: string): void;
}

export interface LiveRunWatch {
  readonly onDirectory: (directory: string) => void;
  open(header: RunHeader): RunView;
}

/**
 * Listens, and says where. Null: nobody asked for it. Disposed at the end of the command, it waits some seconds for browsers
 * that take the last page, and for nothing without a browser.
 * @throws UsageError when it cannot listen there
 */
export async function openLive(
  address: ServeAddress | undefined,
  { stderr, signal }: Edge,
): Promise<LivePage | null> {
  if (address === undefined) return null;
  const server = await serveLive(address);
  const paint = paintOf(stderr);
  stderr.write(`${paint.dim("watch")}  ${server.url}\n`);
  if (server.isOpen) {
    stderr.write(
      `${paint.yellow("note")}   other machines can read this page. It has no login, and shows settings and logs of the nodes\n`,
    );
  }
  return {
    tell: (campaign) => server.board.tell(campaign),
    tellCells: (cells) => server.board.tellCells(cells),
    run(name) {
      let directory = "";
      return {
        onDirectory(made) {
          directory = made;
        },
        open: (header) => server.board.begin(name, directory, header),
      };
    },
    end: (directory, result, name) => server.board.end(directory, result, name),
    async [Symbol.asyncDispose]() {
      await server.close({ signal });
    },
  };
}

/** Both views are told of everything. */
export function both(first: RunView, second: RunView | undefined): RunView {
  if (second === undefined) return first;
  return {
    event(event) {
      first.event(event);
      second.event(event);
    },
    done() {
      first.done();
      second.done();
    },
  };
}
