#!/usr/bin/env node
const { main } = await import("../dist/bundle/cli.js").catch((error) => {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  console.error("error chaos is not built yet\ntry   npm install, in the folder of chaos");
  process.exit(2);
});

await main(process.argv);
