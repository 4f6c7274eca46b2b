/** For --import: when the process ends, it writes the most bytes that it had in memory to file descriptor 3. */
import { writeSync } from "node:fs";

// maxRSS is in kilobytes.
process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS * 1024)));
