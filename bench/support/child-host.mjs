/** The other side of child.mjs: runs one client, answers, and ends. */
process.once("message", async (input) => {
  const { default: client } = await import(`../clients/${process.argv[2]}.mjs`);
  const output = await client(input);
  process.send({ output }, () => process.exit(0));
});
