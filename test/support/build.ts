/** The real-cluster tests run the built program, as users do: the supervisor is a process of its own. */
import { execa } from "execa";

export async function setup(): Promise<void> {
  await execa("npm", ["run", "--silent", "build"], { stdio: ["ignore", "inherit", "inherit"] });
}
