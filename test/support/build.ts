/** The real-cluster tests run the built program, as users do: the supervisor is a process of its own. */
import { execa } from "execa";

/** Of this process: two projects ask for it, each by a copy of this module. */
const shared = globalThis as { chaosBuild?: Promise<unknown> };

export async function setup(): Promise<void> {
  shared.chaosBuild ??= execa("npm", ["run", "--silent", "build"], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  await shared.chaosBuild;
}
