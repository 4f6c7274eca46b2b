/** Before the unit tests: the script and the style of the HTML report, beside the module that reads them. */
import { fileURLToPath } from "node:url";

export default async function setup(): Promise<void> {
  const { bundlePage } = (await import(new URL("../../../../page-bundle.mjs", import.meta.url).href)) as {
    bundlePage: (directory: string) => Promise<void>;
  };
  await bundlePage(fileURLToPath(new URL("..", import.meta.url)));
}
