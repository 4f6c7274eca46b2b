/**
 * A log that clients cannot flood: so many lines per second, then the number of lines left out. Repeated failures of one
 * client add no information.
 */

type Log = (line: string) => void;

const LINES_MAX = 100;
const WINDOW_MS = 1_000;

export function limitLogRate(log: Log, linesMax = LINES_MAX): Log {
  let lines = 0;
  const end = (): void => {
    if (lines > linesMax) log(`and ${lines - linesMax} more such lines within a second`);
    lines = 0;
  };
  return (line) => {
    if (lines++ === 0) setTimeout(end, WINDOW_MS).unref();
    if (lines <= linesMax) log(line);
  };
}
